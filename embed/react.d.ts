import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { CasePortalElement, CasePortalEventMap, Theme, TokenProvider } from "./index.js";

export * from "./index.js";

/** What React (19 or newer) hands to `<case-portal>`: attributes and properties, and events by their names. */
export interface CasePortalProps extends DetailedHTMLProps<HTMLAttributes<CasePortalElement>, CasePortalElement> {
  tokenProvider?: TokenProvider;
  tokenTimeout?: number;
  api?: string;
  basePath?: string;
  organization?: string;
  route?: string;
  theme?: Theme;
  onready?: (event: CasePortalEventMap["ready"]) => void;
  onnavigate?: (event: CasePortalEventMap["navigate"]) => void;
  onaccess?: (event: CasePortalEventMap["access"]) => void;
  "oncase-submitted"?: (event: CasePortalEventMap["case-submitted"]) => void;
  "onsigned-out"?: (event: CasePortalEventMap["signed-out"]) => void;
  onerror?: (event: CasePortalEventMap["error"]) => void;
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "case-portal": CasePortalProps;
    }
  }
}
