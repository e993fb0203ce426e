//! What generated cases are made of: sentences with gaps, and what fills them. Enough variety that a search finds
//! some and not all.

/// Subjects; `{c}` is a part of the product, `{t}` a trigger, `{n}` a number.
pub const SUBJECTS: &[&str] = &[
    "{c} stops after {t}",
    "{c} is slow since {t}",
    "{c} reports error {n} after {t}",
    "How do we configure {c} for {n} users?",
    "{c}: time-out after {n} seconds",
    "{c} uses {n} % of the processor after {t}",
    "{c} does not start on {n} machines after {t}",
    "Question about {c} and {t}",
    "{c} lost its settings during {t}",
    "Wrong results in {c} since {t}",
    "{c} cannot be reached through the proxy after {t}",
    "{n} entries are missing in {c}",
    "License count in {c} is off by {n}",
    "{c} fails on files larger than {n} MB",
];

/// Parts of products.
pub const COMPONENTS: &[&str] = &[
    "Archive extraction",
    "The audit log",
    "The backup job",
    "CDR of PDF files",
    "The certificate store",
    "The cluster node",
    "The dashboard",
    "Definition update",
    "The e-mail notification",
    "Engine update",
    "The event export",
    "File type detection",
    "The health check",
    "The ICAP service",
    "Import of users",
    "LDAP sign-in",
    "The license check",
    "Multiscanning",
    "The policy editor",
    "Quarantine",
    "The REST API",
    "The report",
    "SAML sign-in",
    "The scan queue",
    "The scheduler",
    "The syslog output",
    "The upload page",
    "The web console",
    "The workflow rule",
    "YARA matching",
];

/// What it happened after.
pub const TRIGGERS: &[&str] = &[
    "a change of the time zone",
    "a power cut",
    "a restart",
    "adding a node",
    "last night's update",
    "moving to new hardware",
    "renewing the certificate",
    "renewing the license",
    "restoring a backup",
    "the database moved",
    "the firewall was replaced",
    "the last upgrade",
    "the maintenance window",
    "the monthly Windows patches",
    "the new proxy policy",
    "the password was rotated",
    "the storage filled up",
    "the switch to IPv6",
];

/// Descriptions; the same gaps, and `{s}` is the subject.
pub const DESCRIPTIONS: &[&str] = &[
    "{s}.\n\n1. It worked until {t}.\n2. Since then we see it on {n} machines.\n3. A restart helps for a while.\n\n\
     What do you need from us?",
    "We noticed this {t}: **{s}**. Other parts work. The log says:\n\n```\nERROR code={n} module=core retry=3\n```\n\n\
     Please advise.",
    "{c} behaves differently on two nodes that should be alike. The one has been so since {t}, the other is fine. \
     About {n} people are affected.",
    "Before we roll this out to {n} sites we would like to know how {c} is meant to behave after {t}. The manual \
     leaves it open.",
];

/// What the vendor's people write.
pub const REPLIES: &[&str] = &[
    "Thank you for the report. Could you send a **support package** from the affected node, please?",
    "We can reproduce this. A fix is planned for the next release; until then, switch the option off and on again.",
    "Please check whether the service account may write to the data folder, and tell us what you find.",
    "This is how it is meant to work, but the manual does not say so; we have asked for a better chapter.",
    "Your log shows a time-out to the database. Is there a firewall between the two?",
    "The update of tonight contains the correction. Please let us know whether it helps.",
];

/// What the customer's side writes.
pub const ANSWERS: &[&str] = &[
    "Thank you, we will try this today.",
    "That did not change anything. What else can we look at?",
    "It works on the test system; production follows on Thursday.",
    "The package is on its way.",
    "Yes, there is a firewall, and it closes idle connections after ten minutes.",
];

/// The vendor's people.
pub const AGENTS: &[&str] = &[
    "Hannah Vogel",
    "Omar Haddad",
    "Katarzyna Zielińska",
    "Daniel Osei",
    "Mei-Ling Chou",
    "Rafael Duarte",
    "Ingrid Solberg",
    "Tom Abernathy",
];

/// What people say with a rating.
pub const PRAISE: &[&str] =
    &["Quick and clear.", "It took a while, but it works now.", "Thank you.", "Not solved."];
