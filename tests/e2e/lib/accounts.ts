// Who may do what in the demo, written by hand from the product page's conditions and the demo data's roles: the
// journeys hold the app and the server against this table.

export const MY = "My Cases";
export const ORGANIZATION = "Organization Cases";
export const PARTNER = "Partner Cases";
export const CUSTOMER = "Customer Cases";
export const FALSE_DETECTION = "False Detection Submissions";

/** Every tab, in order, with its code in addresses and in the API. */
export const TAB_CODES: Record<string, string> = {
  [MY]: "my",
  [ORGANIZATION]: "organization",
  [PARTNER]: "partner",
  [CUSTOMER]: "customer",
  [FALSE_DETECTION]: "false_detection",
};

export interface Account {
  email: string;
  /** The organization that the person looks at first: its id, or `personal`. */
  place: string;
  tabs: string[];
  /** Whether "Submit Case" can be pressed. */
  submits: boolean;
  /** What "Choose organization" offers; where there is one choice, the step does not appear. */
  choices?: string[];
}

const OF_NORTHWIND = ["Northwind Partners", "Adatum Bank", "Contoso Energy", "Fabrikam Health"];
const OF_TAILSPIN = ["Tailspin Resellers", "Fabrikam Health"];

function account(email: string, place: string, tabs: string[], choices?: string[], submits = true): Account {
  return { email, place, tabs: [MY, ...tabs, FALSE_DETECTION], submits, choices };
}

export const ACCOUNTS: Account[] = [
  // Super Admin with Extend Case View.
  account("sara@northwind.example", "northwind", [ORGANIZATION, CUSTOMER], OF_NORTHWIND),
  // Admin and MDF Admin without it.
  account("adam@northwind.example", "northwind", [CUSTOMER], OF_NORTHWIND),
  account("mona@northwind.example", "northwind", [CUSTOMER], OF_NORTHWIND),
  // Partner User: no right on customers, but has filed a customer case once.
  account("paul@northwind.example", "northwind", [CUSTOMER]),
  // User: none of it.
  account("uma@northwind.example", "northwind", []),
  // "Case Viewer": Customer Cases View Only.
  account("vera@northwind.example", "northwind", [CUSTOMER]),
  // "No Support": not even a case of one's own.
  account("nils@northwind.example", "northwind", [], undefined, false),
  account("tina@tailspin.example", "tailspin", [ORGANIZATION, CUSTOMER], OF_TAILSPIN),
  // Super Admin of a partner without customers: nothing to see there, nobody to submit for.
  account("lone@lonely.example", "lonely", [ORGANIZATION]),
  // Partners have filed cases for Contoso, Fabrikam and Adatum.
  account("carl@contoso.example", "contoso", [ORGANIZATION, PARTNER]),
  account("cora@contoso.example", "contoso", []),
  account("cole@contoso.example", "contoso", [ORGANIZATION, PARTNER]),
  account("fred@fabrikam.example", "fabrikam", [ORGANIZATION, PARTNER]),
  account("ada@adatum.example", "adatum", [ORGANIZATION, PARTNER]),
  // Two organizations; Contoso, where Extend Case View is off, is the default.
  account("max@multi.example", "contoso", []),
  account("pia@personal.example", "personal", []),
];

/** Max as an Admin of Northwind with Extend Case View. */
export const MAX_AT_NORTHWIND = account("max@multi.example", "northwind", [ORGANIZATION, CUSTOMER], OF_NORTHWIND);
