// Renews the page that is looked at while `turntable watch` runs, and shows what is in the way. It is in no page of public/.
(() => {
  "use strict";
  const me = document.currentScript;
  if (!me || window.__turntable) return;
  window.__turntable = true;
  const base = new URL(".", me.src).href;
  const page = location.pathname;
  const isTop = window.top === window;
  let { page: hash, build, run } = me.dataset;
  const KEY = "turntable-watch";

  // --- keeping the place ---

  const players = () => [...document.querySelectorAll("audio, video")];
  const remember = () => {
    const media = players().map((player) => ({ at: player.currentTime, plays: !player.paused && !player.ended, rate: player.playbackRate, volume: player.volume, muted: player.muted }));
    const open = [...document.querySelectorAll("details")].map((details) => details.open);
    const focus = document.activeElement?.id || null;
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ page, x: scrollX, y: scrollY, media, open, focus, hidden: ui.hidden }));
    } catch { /* a browser that keeps nothing: the page begins at its top */ }
  };
  const recall = () => {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(KEY));
      sessionStorage.removeItem(KEY);
    } catch { /* as above */ }
    return kept && kept.page === page ? kept : null;
  };
  const scrollBack = (kept) => scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
  const play = (player) => player.play().catch(() => {
    // A browser that wants to be touched first goes on with the first touch.
    const again = () => player.play().catch(() => {});
    addEventListener("pointerdown", again, { once: true, capture: true });
    addEventListener("keydown", again, { once: true, capture: true });
  });
  const restorePlayer = (player, was) => {
    if (!was || (was.at === 0 && !was.plays)) return;
    player.playbackRate = was.rate;
    player.volume = was.volume;
    player.muted = was.muted;
    const seek = () => { if (Math.abs(player.currentTime - was.at) > 0.5) player.currentTime = was.at; };
    if (player.readyState >= 1) seek();
    else {
      player.addEventListener("loadedmetadata", seek, { once: true });
      if (player.preload === "none") player.preload = "metadata";
    }
    if (was.plays) play(player);
  };
  const restore = () => {
    const kept = recall();
    if (!kept) return;
    ui.hidden = kept.hidden;
    document.querySelectorAll("details").forEach((details, at) => { if (kept.open[at] !== undefined) details.open = kept.open[at]; });
    players().forEach((player, at) => restorePlayer(player, kept.media[at]));
    if (kept.focus) document.getElementById(kept.focus)?.focus({ preventScroll: true });
    scrollBack(kept);
    if (document.readyState !== "complete") addEventListener("load", () => scrollBack(kept), { once: true });
  };
  let leaving = false;
  const reload = () => {
    if (leaving) return;
    leaving = true;
    remember();
    if ("scrollRestoration" in history) history.scrollRestoration = "manual";
    location.reload();
  };

  // --- style sheets, exchanged where they are ---

  const sheets = () => [...document.querySelectorAll("link[rel~=stylesheet]")].filter((link) => !link.dataset.leaving);
  const exchange = (link, href) => {
    const next = link.cloneNode();
    next.href = href;
    link.dataset.leaving = "1";
    // The old one goes when the new one is there: the page is never bare.
    const done = () => link.remove();
    next.addEventListener("load", done, { once: true });
    next.addEventListener("error", done, { once: true });
    link.after(next);
  };
  const restyle = (styles) => {
    const links = sheets();
    if (links.length !== styles.length) return reload();
    links.forEach((link, at) => {
      const href = new URL(styles[at], location.href).href;
      if (link.href.split("?v=")[0] !== href) exchange(link, href);
    });
  };

  // --- what has changed ---

  const loaded = () => new Set([...performance.getEntriesByType("resource").map((entry) => entry.name), ...[...document.images].map((image) => image.currentSrc)]
    .filter((name) => name.startsWith(location.origin)).map((name) => new URL(name).pathname));
  const take = (news) => {
    const { state, is_same: isSame, styles, files, follow } = news;
    const isNewer = run !== news.run || Number(build) !== news.build;
    if (isNewer && state && state.is_good) {
      const goes = follow && Number(build) + 1 === news.build && follow !== page && isTop && document.visibilityState === "visible";
      if (goes) {
        leaving = true;
        return location.assign(follow);
      }
      if (!isSame || files === null) return reload();
      const here = loaded();
      const hit = files.filter((file) => here.has(file));
      const css = hit.filter((file) => file.endsWith(".css"));
      if (styles) restyle(styles);
      sheets().forEach((link) => {
        const path = new URL(link.href).pathname;
        if (css.includes(path)) exchange(link, `${path}?v=${news.build}`);
      });
      if (hit.length > css.length) return reload();
      [build, run] = [String(news.build), news.run];
    }
    if (isTop) ui.show(state, news.working);
  };

  // --- listening: only while somebody looks, since browsers give each site few connections ---

  let source = null;
  let silence = 0;
  const listen = () => {
    if (source || document.visibilityState === "hidden") return;
    // A page of another run of the program is compared by its looks.
    const query = new URLSearchParams({ page, hash, build: build ?? 0 });
    source = new EventSource(`${base}events?${query}`);
    source.onmessage = (event) => {
      clearTimeout(silence);
      silence = 0;
      ui.gone(false);
      if (!leaving) take(JSON.parse(event.data));
    };
    source.onopen = () => { clearTimeout(silence); silence = 0; ui.gone(false); };
    source.onerror = () => {
      if (!silence) silence = setTimeout(() => ui.gone(true), 2500);
      if (source && source.readyState === EventSource.CLOSED) { source = null; setTimeout(listen, 1000); }
    };
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") return listen();
    source?.close();
    source = null;
  });
  addEventListener("pagehide", () => { source?.close(); source = null; });
  addEventListener("pageshow", (event) => { if (event.persisted) { leaving = false; listen(); } });

  // --- the panel and the pill ---

  const STYLE = `
    :host { all: initial; color-scheme: dark; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    .spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .dim { position: fixed; inset: 0; z-index: 2147483645; background: rgb(10 12 14 / .45); pointer-events: none; }
    .panel, .pill { font: 400 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #eef1ef; }
    .panel { position: fixed; inset: auto 0 0 0; z-index: 2147483646; max-height: 72vh; overflow: auto; background: #15171b; border-block-start: 4px solid #e5484d; outline: 0; }
    .panel.soft { border-color: #e0b13f; }
    .in { max-width: 56rem; margin-inline: auto; padding: 20px clamp(16px, 4vw, 32px) 20px; }
    h2 { font-size: 20px; line-height: 1.25; font-weight: 750; margin: 0 0 4px; }
    p { margin: 0; }
    .sub { color: #b3bbb7; font-size: 15px; }
    .where { margin-block: 14px 8px; font: 600 14px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; color: #ffd479; overflow-wrap: anywhere; }
    .where b { font-weight: 400; color: #b3bbb7; }
    .said { margin-block-end: 10px; font-weight: 600; }
    pre { margin: 0 0 14px; padding: 10px 0; border-radius: 9px; background: #0b0c0e; overflow-x: auto; font: 14px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; tab-size: 4; }
    pre > span { display: block; padding-inline: 4px 16px; white-space: pre; min-width: max-content; unicode-bidi: plaintext; }
    pre i { display: inline-block; width: 4ch; margin-inline-end: 2ch; text-align: end; color: #8b9490; font-style: normal; user-select: none; }
    .hit { background: #44191b; }
    mark { background: none; color: #ffb3ae; text-decoration: underline wavy #ff7b72 1.5px; text-underline-offset: 4px; font-weight: 700; }
    .label { color: #ffb3ae; }
    .soft .hit { background: #3a3014; } .soft mark, .soft .label { color: #ffd98a; } .soft mark { text-decoration-color: #ffc233; }
    dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin: 0 0 14px; }
    dt { font-weight: 750; color: #7fd8a4; }
    dd { margin: 0; white-space: pre-line; overflow-wrap: anywhere; }
    code { font: 14px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: #2a2e33; padding: 1px 6px; border-radius: 5px; white-space: nowrap; }
    .rest { list-style: none; margin: 0 0 14px; padding: 0; display: grid; gap: 2px; }
    details { margin-block-end: 14px; } summary { cursor: pointer; color: #d7ddda; font-size: 15px; padding-block: 4px; }
    .rest button { all: unset; box-sizing: border-box; display: block; width: 100%; padding: 5px 8px; border-radius: 7px; cursor: pointer; color: #d7ddda; font-size: 15px; }
    .rest button:hover { background: #23262b; }
    .rest button[aria-current] { background: #23262b; color: #fff; }
    .foot { position: sticky; inset-block-end: -20px; margin-block-end: -20px; padding-block: 12px 20px; background: #15171b; display: flex; flex-wrap: wrap; gap: 10px 16px; align-items: center; justify-content: space-between; }
    .foot div { display: flex; gap: 8px; flex-wrap: wrap; }
    .act { all: unset; font-weight: 650; font-size: 15px; padding: 8px 18px; min-height: 26px; border: 1.5px solid #9aa39f; border-radius: 999px; cursor: pointer; color: #fff; text-align: center; }
    .act:hover { background: #2a2e33; }
    :is(.act, .pill, summary, pre, .rest button):focus-visible { outline: 3px solid #7dbaff; outline-offset: 2px; }
    .pill { all: unset; position: fixed; inset-block-end: 12px; inset-inline-end: 12px; z-index: 2147483646; font: 650 15px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; background: #15171b; color: #ffe3a3; border: 1.5px solid #e0b13f; border-radius: 999px; padding: 8px 16px; cursor: pointer; }
    .pill.bad { color: #ffc9c6; border-color: #e5484d; }
    .pill.calm { color: #d7ddda; border-color: #9aa39f; cursor: default; }
    @media (forced-colors: active) { .panel, .pill, .act { border: 2px solid ButtonText; } .hit { outline: 1px solid Highlight; } }
    @media print { :host { display: none; } }
  `;
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  };
  const many = (count, one, more) => (count === 1 ? one : more.replace("#", count));
  // Words in backticks are to be typed as they are.
  const withCode = (text) => (text ?? "").split(/`([^`]+)`/).map((piece, at) => (at % 2 ? make("code", { dir: "auto" }, piece) : piece));

  const ui = {
    root: null, state: null, chosen: 0, hidden: false, isOpen: false, before: null, isGone: false, working: null,
    mount() {
      if (this.root) return;
      const host = make("turntable-watch", { "data-turntable": "" });
      this.root = host.attachShadow({ mode: "open" });
      try {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLE);
        this.root.adoptedStyleSheets = [sheet];
      } catch {
        this.root.append(make("style", {}, STYLE));
      }
      this.live = make("div", { role: "status", "aria-live": "polite", class: "spoken" });
      this.dim = make("div", { class: "dim", hidden: true });
      this.box = make("div", { class: "panel", role: "dialog", "aria-modal": "false", "aria-labelledby": "head", tabindex: "-1", lang: "en", dir: "ltr", hidden: true, onkeydown: (event) => { if (event.key === "Escape") { event.stopPropagation(); this.hide(); } } });
      this.pill = make("button", { class: "pill", type: "button", lang: "en", dir: "ltr", hidden: true, onclick: () => this.openByHand() });
      this.root.append(this.live, this.dim, this.box, this.pill);
      document.documentElement.append(host);
      addEventListener("keydown", (event) => { if (event.key === "Escape" && this.isOpen && !event.defaultPrevented) this.hide(); });
    },
    /** What is so from now on. */
    show(state, working) {
      this.mount();
      const key = JSON.stringify([state?.trouble, state?.findings?.map((finding) => [finding.rule, finding.file, finding.message, finding.line])]);
      if (key !== this.key) {
        this.key = key;
        this.chosen = 0;
        this.listIsOpen = null;
        this.hidden = this.hidden && Boolean(state && !state.is_good && this.state && !this.state.is_good);
        if (state?.is_good && this.isOpen) this.close(false);
      }
      [this.state, this.working] = [state, working];
      if (state && !state.is_good && !this.hidden) this.open();
      else if (this.isOpen) this.draw();
      this.drawPill();
    },
    gone(isGone) {
      if (!isTop || this.isGone === isGone) return;
      this.mount();
      this.isGone = isGone;
      this.drawPill();
    },
    open() {
      if (!this.isOpen) this.live.textContent = this.headline();
      this.isOpen = true;
      this.draw();
      this.drawPill();
    },
    openByHand() {
      if (this.isGone || (!this.state?.errors && !this.state?.warnings && !this.state?.trouble)) return;
      this.hidden = false;
      this.before = this.pill;
      this.open();
      this.box.focus();
    },
    hide() {
      this.hidden = true;
      this.close(true);
    },
    close(isByHand) {
      const hadFocus = this.root.activeElement !== null;
      this.isOpen = false;
      this.box.hidden = this.dim.hidden = true;
      this.drawPill();
      if (isByHand && hadFocus && !this.pill.hidden) this.pill.focus();
      if (!isByHand) this.live.textContent = "Fixed. The page is up to date.";
    },
    headline() {
      const { trouble, is_good: isGood, errors, warnings } = this.state;
      if (trouble) return "The site could not be written";
      if (isGood) return many(warnings, "One thing to look at", "# things to look at");
      return many(errors, "One thing to fix before this page can update", "# things to fix before this page can update");
    },
    drawPill() {
      const { trouble, is_good: isGood = true, errors = 0, warnings = 0 } = this.state ?? {};
      let words = "";
      let kind = "";
      if (this.isGone) [words, kind] = ["turntable watch has stopped", "calm"];
      else if (this.isOpen) words = "";
      else if (trouble || !isGood) [words, kind] = [trouble ? "The site could not be written" : `${errors} to fix`, "bad"];
      else if (this.working) [words, kind] = [this.working, "calm"];
      else if (warnings) words = `${warnings} to look at`;
      this.pill.className = `pill ${kind}`;
      this.pill.textContent = words;
      this.pill.hidden = words === "";
    },
    draw() {
      const { state } = this;
      const finding = state.findings[Math.min(this.chosen, state.findings.length - 1)];
      const sub = state.is_good ? "The page is up to date. These do not hold it up." : `${state.good ? `You’re looking at the last good version, from ${state.good}.` : "Nothing was published yet."} ${state.trouble ? "It is tried again by itself." : "Save the file and this goes away by itself."}`;
      const parts = [make("h2", { id: "head" }, this.headline()), make("p", { class: "sub" }, sub)];
      if (state.trouble) parts.push(make("p", { class: "where", dir: "auto" }, state.trouble));
      if (finding) parts.push(...this.finding(finding));
      if (state.findings.length > 1) parts.push(this.others());
      parts.push(this.foot(finding));
      this.box.classList.toggle("soft", state.is_good);
      const top = this.box.scrollTop;
      const focused = this.root.activeElement?.dataset.key;
      this.box.replaceChildren(make("div", { class: "in" }, ...parts));
      this.box.hidden = false;
      this.dim.hidden = state.is_good;
      this.box.scrollTop = top;
      if (focused) this.box.querySelector(`[data-key="${focused}"]`)?.focus();
    },
    finding(finding) {
      const at = [finding.file, finding.line, finding.column].filter((part) => part !== null && part !== undefined).join(":");
      const parts = [make("p", { class: "where" }, at, make("b", {}, ` · ${finding.rule}`)), make("p", { class: "said", dir: "auto" }, ...withCode(finding.message))];
      if (finding.lines.length) {
        const rows = finding.lines.flatMap((line) => {
          const isHit = line.marked !== undefined;
          const row = make("span", { class: isHit ? "hit" : null }, make("i", { "aria-hidden": "true" }, String(line.number)), line.before, isHit ? make("mark", {}, line.marked || " ") : "", line.after ?? "");
          if (!isHit || !finding.label) return [row];
          const isPlain = /^[\x20-\x7e]*$/.test(line.before);
          return [row, make("span", { class: "hit label" }, make("i", {}), `${isPlain ? " ".repeat(line.before.length) : ""}↑ ${finding.label}`)];
        });
        parts.push(make("pre", { tabindex: "0", role: "group", "aria-label": `${finding.file}, line ${finding.line}` }, ...rows));
      }
      const rows = [];
      if (finding.fix) rows.push(make("dt", {}, "Fix"), make("dd", { dir: "auto" }, ...withCode(finding.fix)));
      rows.push(make("dt", {}, "Why"), make("dd", {}, ...withCode(finding.why ? `${finding.why} ` : ""), make("code", {}, `turntable explain ${finding.rule}`)));
      parts.push(make("dl", {}, ...rows));
      return parts;
    },
    others() {
      const { findings } = this.state;
      const rows = findings.slice(0, 12).map((finding, at) => make("li", {}, make("button", { type: "button", "data-key": `f${at}`, "aria-current": at === this.chosen ? "true" : null, onclick: () => { this.chosen = at; this.draw(); } }, `${finding.is_error ? "Fix" : "Look at"}: ${finding.file}${finding.line ? `:${finding.line}` : ""} – ${finding.message}`)));
      const list = make("ul", { class: "rest", "aria-label": "Everything that is waiting" }, ...rows);
      const { errors, warnings, is_good: isGood } = this.state;
      const words = [errors > 1 && many(errors, "1 error", "# errors"), warnings > 0 && many(warnings, "1 warning", "# warnings")].filter(Boolean).join(", ");
      // Other mistakes hold the page up as well; warnings can wait.
      const isOpen = this.listIsOpen ?? (isGood || errors > 1);
      return make("details", { open: isOpen, ontoggle: (event) => { this.listIsOpen = event.target.open; } }, make("summary", { "data-key": "rest" }, isGood || errors > 1 ? `All of them: ${words}` : `Also waiting: ${words}`), list);
    },
    foot(finding) {
      const { state } = this;
      const waits = [];
      const other = state.findings.filter((one) => one.is_error).length < state.errors || state.findings.length > 12;
      if (other) waits.push("More is waiting: turntable check shows all.");
      if (!state.is_good) waits.push(state.good ? "Nothing was published; the last good site is untouched." : "Nothing was published.");
      const note = make("p", { class: "sub", role: "status" }, waits.join(" "));
      const open = finding ? make("button", { class: "act", type: "button", "data-key": "open", onclick: () => this.edit(note) }, "Open in my editor") : null;
      const hide = make("button", { class: "act", type: "button", "data-key": "hide", onclick: () => this.hide() }, "Hide");
      return make("div", { class: "foot" }, note, make("div", {}, open, hide));
    },
    async edit(note) {
      const answer = await fetch(`${base}open?finding=${this.chosen}`, { method: "POST", headers: { "x-turntable": "1" } }).catch(() => null);
      note.textContent = answer ? (await answer.text()).trim() : "turntable watch has stopped.";
    },
  };

  const begin = () => {
    restore();
    listen();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
