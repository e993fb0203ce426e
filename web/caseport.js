// <case-portal>: the app as an element in somebody else's page, on whatever origin. docs/EMBEDDING.md says how it is used.
//
// Each element makes an instance of the wasm for itself, with scripts around it that nothing else has: two on a page share
// no state, and one that is taken away can be collected whole. What never changes (code, styles) is fetched once for all.

{{settings.js}}
{{shared.js}}
class CasePortal extends HTMLElement {
  static observedAttributes = ["api", "base-path", "lang", "organization", "route", "theme"];

  /** How long `tokenProvider` may take, in milliseconds; what was set before the browser knew the element stays. */
  tokenTimeout = Object.hasOwn(this, "tokenTimeout") ? this.tokenTimeout : TOKEN_WITHIN_MS;

  #root = this.attachShadow({ mode: "open" });
  /** What runs at present; everything of one instance of the app. */
  #run;
  #provider;
  #token;
  #asking;
  /** Who is signed in, by their id. */
  #user;
  #signedOut = false;
  #access = null;
  #route;
  /** Whether what the person did last was in here: only then the app may move the focus. */
  #isAtIt = false;
  #looked = 0;

  connectedCallback() {
    // What was set before the browser knew the element.
    for (const name of ["tokenProvider", "api", "basePath", "organization", "route", "theme"]) {
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }
    if (!this.#run) this.#start();
  }

  disconnectedCallback() {
    // An element that is only moved is back at once.
    queueMicrotask(() => {
      if (!this.isConnected) this.#stop();
    });
  }

  /** For `moveBefore`: nothing is to be done. */
  connectedMoveCallback() {}

  attributeChangedCallback(name, before, value) {
    if (!this.#run || before === value) return;
    if (name === "theme") this.#paint();
    else if (name === "lang") this.#tryTo("language", ({ texts }) => this.#languages().find((tag) => texts.offered.includes(tag)));
    else if (name === "organization") {
      if (this.#run.page) this.#run.page.organization = value ?? undefined;
      if (value) this.#tryTo("organization", () => value);
    } else if (name === "route") {
      if (value && value !== this.#route) this.#tryTo("navigate", () => value);
    } else this.#restart();
  }

  get tokenProvider() {
    return this.#provider;
  }

  set tokenProvider(provider) {
    const before = this.#provider;
    this.#provider = typeof provider === "function" ? provider : undefined;
    // One in the place of another is the same to the app: frameworks set a new function each time they draw.
    if (!this.#run || Boolean(before) === Boolean(this.#provider)) return;
    this.#token = undefined;
    if (this.#provider) this.#tryTo("sign-in", () => undefined);
    else this.#restart();
  }

  get access() {
    return this.#access;
  }

  /** Where the app is. */
  get route() {
    return this.#route;
  }

  set route(value) {
    reflect(this, "route", value);
  }

  navigate(route) {
    return this.#act("navigate", String(route));
  }

  submitCase(answers = {}) {
    return this.#act("navigate", addressOfNew(answers));
  }

  /** Asks for a token now, and reads anew who is signed in with it. */
  async refreshToken() {
    if (!this.#provider) throw new Error("There is no tokenProvider.");
    const before = this.#token;
    this.#token = undefined;
    try {
      await this.#ask(before);
    } catch {
      throw new Error("tokenProvider gave no token.");
    }
    await this.#act("renew");
  }

  async signOut() {
    await this.#act("sign-out");
  }

  /** Has the app do something, once it is there. */
  async #act(what, value) {
    if (!this.#run) throw new Error("The element is not in a page.");
    const act = await this.#run.attached;
    return act(what, value);
  }

  /** The same for what an attribute asks for: one that does not start is told of in another way. */
  #tryTo(what, valueOf) {
    const run = this.#run;
    run.attached.then((act) => act(what, valueOf(run.page))).catch(() => {});
  }

  #tell(type, detail) {
    if (type === "access") this.#access = detail;
    if (type === "ready" || type === "navigate") this.#route = detail.route;
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  async #start() {
    const run = { over: false };
    run.attached = new Promise((resolve, reject) => Object.assign(run, { attach: resolve, refuse: reject }));
    run.attached.catch(() => {});
    this.#run = run;
    run.around = element("div", { class: "around", part: "app" });
    const listeners = new AbortController();
    run.end = () => listeners.abort();
    const { signal } = listeners;
    for (const type of ["focusin", "pointerdown"]) {
      const note = (event) => (this.#isAtIt = event.composedPath().includes(this));
      document.addEventListener(type, note, { capture: true, passive: true, signal });
    }
    if (typeof WebAssembly !== "object") return this.#fail(run, "unable", new Error("There is no WebAssembly."));
    const coming = { style: style(), program: program(), machine: machine(), settings: settings() };
    for (const it of Object.values(coming)) it.catch(() => {});
    let stage = "load";
    try {
      const tags = this.#languages();
      const early = askForTexts(tags);
      this.#root.adoptedStyleSheets = [await coming.style];
      if (run.over) return;
      this.#draw(run);
      stage = "config";
      const site = this.#site(await coming.settings);
      const texts = textsOffered(early, tags, site.languages);
      stage = "load";
      for (const [name, color] of site.colors) run.around.style.setProperty(`--${name}`, `var(--caseport-${name}, ${color})`);
      run.page = this.#page(run, site, texts, signal);
      ask(run.page.prefetch, site, "/config", "omit").catch(() => {});
      const { create } = await coming.program;
      const module = await coming.machine;
      if (!run.over) await create(run.page)({ module_or_path: module });
    } catch (error) {
      if (!run.over) this.#fail(run, stage, error);
    }
  }

  /** What stands there until the app does. */
  #draw(run) {
    const probe = element("div");
    probe.style.fontSize = "medium";
    this.#root.replaceChildren(run.around, probe);
    // What the person has chosen, whatever the page makes of it.
    run.around.style.setProperty("--rem", getComputedStyle(probe).fontSize);
    probe.remove();
    const line = (kind) => element("div", { class: `skeleton ${kind}` });
    const lines = ["skeleton-title", "", "", "", ""].map(line);
    run.around.append(element("div", { id: "boot", class: "content", "aria-hidden": "true" }, ...lines));
    this.#paint();
  }

  #paint() {
    const schemes = { light: "light", dark: "dark", auto: "light dark" };
    this.#run.around.style.setProperty("color-scheme", schemes[this.getAttribute("theme")] ?? "");
  }

  #languages() {
    const near = this.closest("[lang]")?.lang || document.documentElement.lang;
    return [near, ...navigator.languages].filter(Boolean).map((tag) => tag.split("-")[0]);
  }

  #site(settings) {
    const site = { ...settings };
    const [api, base] = [this.getAttribute("api"), this.getAttribute("base-path")];
    if (api) site.api = place(api, "api", document.baseURI);
    site.inMemory = base === null;
    // Without a part of this page's address, links lead to where the app is on its own.
    const address = site.inMemory ? new URL(`${site.base}/`, location.href).href : new URL(base, location.origin).pathname;
    site.base = address.replace(/\/$/, "");
    return site;
  }

  /** What the app is given (src/platform/page.rs). */
  #page(run, site, texts, signal) {
    const words = new EventTarget();
    const lookForNewer = async () => {
      this.#looked = performance.now();
      if (await isNewerThere(bundle)) words.dispatchEvent(new Event("caseport:newer"));
    };
    words.addEventListener("caseport:missing", lookForNewer);
    const seen = () => {
      if (!document.hidden && performance.now() - this.#looked > LOOK_AGAIN_MS) lookForNewer();
    };
    document.addEventListener("visibilitychange", seen, { signal });
    const isAtIt = () => this.#isAtIt;
    return {
      site,
      texts,
      words,
      prefetch: {},
      root: this.#root,
      around: run.around,
      route: this.getAttribute("route") ?? undefined,
      organization: this.getAttribute("organization") ?? undefined,
      signedOut: this.#signedOut,
      get isAtIt() {
        return isAtIt();
      },
      nobody: NOBODY,
      guard: (exports) => this.#guard(run, exports),
      trusted: (html) => policy?.createHTML(html) ?? html,
      scroller: () => scrollerOf(this),
      attach: (act) => {
        run.act = act;
        run.attach(act);
      },
      tell: (type, detail) => this.#tell(type, detail),
      restart: () => this.#restart(),
      stop: () => this.#fail(run, "load", new Error("The texts could not be loaded.")),
      hasTokens: () => Boolean(this.#provider),
      token: (refused) => this.#ask(refused),
      refused: () => this.#refused(),
      signedIn: (user) => (this.#user = user),
      signIn: () => (this.#signedOut = run.page.signedOut = false),
      signedOutNow: () => this.#leave(),
    };
  }

  /**
   * The wasm's functions, as the scripts around it are to call them: an app that has stopped is told of, and is not called again.
   */
  #guard(run, exports) {
    const guarded = (call) => (...values) => {
      try {
        return call(...values);
      } catch (error) {
        if (error instanceof WebAssembly.RuntimeError) this.#fail(run, "crash", error);
        throw error;
      }
    };
    const all = Object.entries(exports).map(([name, it]) => [name, typeof it === "function" ? guarded(it) : it]);
    return Object.fromEntries(all);
  }

  #fail(run, kind, error) {
    if (run.over) return;
    run.over = true;
    run.end();
    run.refuse(error);
    // It is not entered again.
    run.page?.forget?.();
    const [title, ...lines] = NOTICES[kind](error);
    const retry = element("button", { type: "button", class: "button button-primary" }, "Try again");
    retry.addEventListener("click", () => this.#restart());
    const notice = element("div", { class: "crash", role: "alert" }, element("h2", {}, title));
    notice.append(...lines.map((line) => element("p", {}, line)), element("p", {}, retry));
    run.around.replaceChildren(notice);
    this.#root.replaceChildren(run.around);
    this.#paint();
    this.#tell("error", { kind, message: `${title}. ${lines.join(" ")}`, error });
  }

  async #stop() {
    const run = this.#run;
    this.#run = undefined;
    if (!run) return;
    run.end();
    run.refuse(new Error("The element was taken away."));
    if (this.#access) this.#tell("access", null);
    this.#route = undefined;
    if (!run.over) {
      try {
        // What was typed is kept.
        if (run.act) await within(CLOSE_WITHIN_MS, run.act("keep"));
      } catch {
        // It is slow, or not possible; it ends all the same.
      }
      run.page?.unmount?.();
      run.over = true;
      run.page?.forget?.();
    }
    if (!this.#run) this.#root.replaceChildren();
  }

  /** Begins anew; nothing of what was stays in memory. */
  #restart() {
    this.#stop();
    this.#asking = undefined;
    this.#token = undefined;
    this.#user = undefined;
    if (this.isConnected) this.#start();
  }

  /** The person has signed out. */
  #leave() {
    this.#signedOut = Boolean(this.#provider);
    this.#tell("signed-out", {});
  }

  /** A token that is not the refused one; one question to the page for all that ask meanwhile. */
  #ask(refused) {
    if (this.#token !== undefined && this.#token !== refused) return this.#token;
    this.#asking ??= this.#askPage().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #askPage() {
    this.#token = undefined;
    const run = this.#run;
    let token;
    try {
      token = await within(this.tokenTimeout, new Promise((resolve) => resolve(this.#provider())));
      if (typeof token !== "string" || token === "") throw new TypeError("tokenProvider gave no token.");
    } catch (error) {
      const reason = error === "late" ? "late" : "failed";
      const message = reason === "late" ? "tokenProvider did not answer." : "tokenProvider failed.";
      if (this.#run) this.#tell("error", { kind: "token", reason, message, error: reason === "late" ? undefined : error });
      throw reason;
    }
    if (await this.#isSomebodyElse(token)) {
      // Nothing of the first person stays on the screen, and nothing of theirs is sent as the other's.
      if (this.#run === run) this.#restart();
      throw "failed";
    }
    if (this.#run === run) this.#token = token;
    return token;
  }

  async #isSomebodyElse(token) {
    const { page } = this.#run ?? {};
    if (this.#user === undefined || !page) return false;
    try {
      const headers = { accept: "application/json", authorization: `Bearer ${token}` };
      const answer = await fetch(`${page.site.api}/session`, { headers, credentials: "omit" });
      return answer.ok && (await answer.json()).user.id !== this.#user;
    } catch {
      // Whoever sends it finds out.
      return false;
    }
  }

  #refused() {
    this.#token = undefined;
    this.#tell("error", { kind: "token", reason: "refused", message: "The server did not accept the token." });
  }
}

// Properties that are attributes; `route` tells more than its attribute does.
for (const [property, attribute] of Object.entries({ api: "api", basePath: "base-path", organization: "organization", theme: "theme" })) {
  Object.defineProperty(CasePortal.prototype, property, {
    configurable: true,
    enumerable: true,
    get() {
      return this.getAttribute(attribute);
    },
    set(value) {
      reflect(this, attribute, value);
    },
  });
}

if (!customElements.get("case-portal")) customElements.define("case-portal", CasePortal);

export { CasePortal };
