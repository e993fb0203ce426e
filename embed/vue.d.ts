import type { DefineComponent } from "vue";
import type { CasePortalEventMap, Theme, TokenProvider } from "./index.js";

export * from "./index.js";

/** What Vue (3) hands to `<case-portal>`. */
export interface CasePortalProps {
  tokenProvider?: TokenProvider;
  tokenTimeout?: number;
  api?: string;
  basePath?: string;
  organization?: string;
  route?: string;
  theme?: Theme;
  lang?: string;
  onReady?: (event: CasePortalEventMap["ready"]) => void;
  onNavigate?: (event: CasePortalEventMap["navigate"]) => void;
  onAccess?: (event: CasePortalEventMap["access"]) => void;
  onCaseSubmitted?: (event: CasePortalEventMap["case-submitted"]) => void;
  onSignedOut?: (event: CasePortalEventMap["signed-out"]) => void;
  onError?: (event: CasePortalEventMap["error"]) => void;
}

declare module "vue" {
  interface GlobalComponents {
    "case-portal": DefineComponent<CasePortalProps>;
  }
}
