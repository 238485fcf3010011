// The player: our controls around the browser's own <audio>, which asks for nothing before somebody presses play. Words come from the
// page (data-… attributes); without this script the browser's own controls are there instead.
//
// For programs that reload the page (`turntable watch`): send `turntable:keep` to the document before leaving. Each player that was used
// writes {page, at, rate, playing} to sessionStorage under "turntable:restore" and takes it from there, once, when the page is back.
(() => {
  const SKIP_END = 20, SAVE_EVERY = 5, TOAST = 2600;
  const RESTORE = "turntable:restore";
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
  const clock = (at) => {
    const [h, m, s] = [Math.floor(at / 3600), Math.floor(at / 60) % 60, String(Math.floor(at) % 60).padStart(2, "0")];
    return h ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
  };
  const language = document.documentElement.lang;
  const units = {};
  const unit = (name, number) => (units[name] ??= new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "long", numberingSystem: "latn" })).format(number);
  /** "3 minutes 14 seconds" in the page's language. */
  const spoken = (at) => {
    const parts = [["hour", Math.floor(at / 3600)], ["minute", Math.floor(at / 60) % 60], ["second", Math.floor(at) % 60]];
    return parts.filter(([name, number]) => number || (name === "second" && at < 60)).map((part) => unit(...part)).join(" ");
  };
  /** Storage may be closed to us: then nothing is remembered. */
  const store = (key, value) => {
    try {
      if (value === undefined) return localStorage.getItem(key);
      value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value);
    } catch {}
  };
  const toast = (words) => {
    const line = $(".toast");
    if (!line) return;
    clearTimeout(toast.timer);
    line.textContent = words;
    toast.timer = setTimeout(() => (line.textContent = ""), TOAST);
  };
  const copy = async (text, words) => {
    try {
      await navigator.clipboard.writeText(text);
      toast(words);
    } catch {
      prompt(words, text);
    }
  };
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  /** `1288`, `21m28s`, `21:28` and `1:02:03` → seconds. */
  const seconds = (text) => {
    if (/^\d+(:\d{1,2}){1,2}$/.test(text)) return text.split(":").reduce((sum, part) => sum * 60 + +part, 0);
    const [all, h, m, s] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(text) ?? [];
    return all ? (+h || 0) * 3600 + (+m || 0) * 60 + (+s || 0) : undefined;
  };

  /** The one that keys and the dock are about: the last one started, else the first. */
  let current;
  const players = $$(".player").map(player);
  document.documentElement.classList.add("live");
  current ??= players[0];

  function player(root) {
    const audio = $("audio", root), track = $(".track", root), label = $(".now", root), words = root.dataset;
    const plays = [$(".play", root)], times = [$(".pos", root)];
    const parts = $$("span", track).map((bar) => ({ bar, at: +bar.dataset.at, number: +bar.dataset.number || 0, label: bar.dataset.label, offer: bar.matches(".offer") }));
    // Places to jump to: where another question or chapter begins.
    const stops = parts.filter((part, at) => !at || part.label !== parts[at - 1].label || part.number !== parts[at - 1].number);
    const key = `turntable:${words.page}`;
    const own = new URL(audio.getAttribute("src"), location).href;
    const turns = root.matches(".full") ? $$(".turn").map((element) => ({ element, at: parseFloat($("a.num", element)?.hash.slice(3)) })).filter((turn) => turn.at >= 0) : [];
    let length = +words.seconds || 0, wanted = 0, saved = 0, started = false, wasPart, wasTurn, sleep = {}, dragging = false;

    const at = () => (audio.readyState ? audio.currentTime : wanted);
    const partAt = (list, time) => list.findLast((part) => part.at <= time + 0.05) ?? list[0];
    const playing = () => !audio.paused && !audio.ended;

    function seek(time, quietly) {
      wanted = Math.min(Math.max(0, time), length ? Math.max(0, length - 0.2) : time);
      if (audio.readyState) audio.currentTime = wanted;
      if (!quietly) started = true;
      hideNote();
      render(true);
    }

    async function play() {
      current = api;
      started = true;
      hideNote();
      try {
        await audio.play();
      } catch (error) {
        if (!["AbortError", "NotAllowedError"].includes(error.name)) failed();
      }
    }

    const toggle = () => (playing() ? audio.pause() : play());

    function stop(by) {
      const [here, now] = [partAt(stops, at()), at()];
      const index = stops.indexOf(here);
      // Shortly after a question began, "previous" means the one before it.
      return by < 0 ? stops[Math.max(0, now - here.at > 3 ? index : index - 1)] : stops[index + 1];
    }
    const jump = (by) => {
      const to = stop(by);
      if (to) seek(to.at);
    };

    function render(byHand) {
      const time = at(), part = partAt(parts, time);
      for (const [index, { bar, at: from }] of parts.entries()) {
        const to = parts[index + 1]?.at ?? length;
        bar.style.setProperty("--f", Math.min(1, Math.max(0, (time - from) / (to - from || 1))).toFixed(3));
      }
      track.style.setProperty("--p", length ? (time / length).toFixed(5) : 0);
      for (const shown of times) shown.textContent = clock(time);
      for (const button of plays) {
        button.classList.toggle("playing", playing());
        button.setAttribute("aria-label", playing() ? words.pause : words.play);
      }
      // A reader that follows the slider would speak every second.
      if (byHand || document.activeElement !== track) {
        track.setAttribute("aria-valuenow", Math.floor(time));
        const values = { at: spoken(time), length: spoken(length), n: part.number, question: part.label };
        track.setAttribute("aria-valuetext", fill(part.number ? words.saidQuestion : words.said, values));
      }
      if (part !== wasPart) change(part);
      if (started && root.matches(".full")) mark(part, time);
    }

    function change(part) {
      wasPart = part;
      if (!label.querySelector("button")) label.textContent = part.label;
      if (current === api && started) session();
    }

    function mark(part, time) {
      for (const row of $$(".questions li[id]")) {
        row.id === `q${part.number}` ? row.setAttribute("aria-current", "true") : row.removeAttribute("aria-current");
      }
      const turn = turns.findLast((turn) => turn.at <= time + 0.25);
      if (turn !== wasTurn) {
        wasTurn?.element.removeAttribute("aria-current");
        turn?.element.setAttribute("aria-current", "true");
        wasTurn = turn;
        if (turn && playing() && store("turntable:follow")) show(turn.element);
      }
      const strip = $(".strip"), isOffer = part.offer && playing();
      if (strip && strip.classList.contains("now") !== isOffer) {
        strip.classList.toggle("now", isOffer);
        const line = $(".talked", strip);
        if (line) line.hidden = !isOffer;
        if (isOffer && !api.told) {
          api.told = true;
          $(".told").textContent = words.talked;
        }
      }
    }

    const show = (element) => element.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });

    function note(line, ...buttons) {
      const place = $(".trouble", root);
      place.replaceChildren(line, ...buttons);
      place.hidden = false;
    }
    function hideNote() {
      $(".trouble", root).hidden = true;
      if (label.querySelector("button")) label.textContent = wasPart?.label ?? "";
    }
    function button(words, act) {
      const element = document.createElement("button");
      element.type = "button";
      element.textContent = words;
      element.addEventListener("click", act);
      return element;
    }
    function failed() {
      const link = document.createElement("a");
      [link.href, link.textContent] = [own, words.open];
      note(`${words.failed} `, link, button(words.retry, () => {
        wanted = at();
        audio.load();
        play();
        plays[0].focus();
      }));
      render();
    }

    function remember() {
      const time = at();
      if (!started || !audio.readyState) return;
      saved = time;
      store(key, time < SAVE_EVERY || (length && length - time < SKIP_END) ? null : time.toFixed(1));
    }

    /** `?t=` beats `#q3` beats the remembered place. */
    function start() {
      const kept = JSON.parse(sessionStorage.getItem(RESTORE) ?? "null");
      if (kept?.page === words.page) {
        sessionStorage.removeItem(RESTORE);
        audio.playbackRate = kept.rate;
        seek(kept.at);
        if (kept.playing) play();
        return;
      }
      if (root.matches(".full") && location.hash === "#play") {
        // Somebody pressed play on another page: this page starts at once where the browser lets it, and not again when it is reloaded.
        history.replaceState(history.state, "", location.pathname + location.search);
        plays[0].focus();
        setTimeout(play);
      }
      const asked = seconds(new URLSearchParams(location.search).get("t") ?? "x");
      const question = parts.find((part) => part.number && location.hash === `#q${part.number}`);
      if (root.matches(".full") && (asked ?? question) !== undefined) {
        seek(asked ?? question.at);
        // After the browser has gone to the heading by itself.
        if (location.hash === "#transcript") addEventListener("load", () => setTimeout(() => wasTurn?.element.scrollIntoView({ block: "center" })));
        return;
      }
      const place = parseFloat(store(key));
      if (!(place > 0) || (length && length - place < SKIP_END)) return;
      seek(place, true);
      label.replaceChildren(`${fill(words.resumed, { at: clock(place) })} `, button(words.over, () => {
        store(key, null);
        seek(0);
        plays[0].focus();
      }));
    }

    function session() {
      const media = navigator.mediaSession;
      if (!media || !self.MediaMetadata) return;
      const artwork = words.artwork ? [{ src: words.artwork, sizes: words.artworkSizes }] : [];
      const about = { title: words.title, artist: words.names, album: [words.show, wasPart?.label].filter(Boolean).join(" · "), artwork };
      if ("chapterInfo" in MediaMetadata.prototype) about.chapterInfo = stops.map((part) => ({ title: part.label, startTime: part.at, artwork }));
      media.metadata = new MediaMetadata(about);
      const acts = {
        play, pause: () => audio.pause(), seekbackward: (how) => seek(at() - (how.seekOffset ?? 15)), seekforward: (how) => seek(at() + (how.seekOffset ?? 30)),
        seekto: (how) => seek(how.seekTime), previoustrack: () => jump(-1), nexttrack: () => jump(1),
      };
      for (const [name, act] of Object.entries(acts)) {
        try {
          media.setActionHandler(name, act);
        } catch {}
      }
      place();
    }
    function place() {
      if (length && current === api) navigator.mediaSession?.setPositionState?.({ duration: length, playbackRate: audio.playbackRate, position: Math.min(at(), length) });
    }

    function setSleep(how) {
      clearTimeout(sleep.timer);
      sleep = how === "question" ? { until: stops[stops.indexOf(partAt(stops, at())) + 1]?.at ?? Infinity } : {};
      if (+how) sleep.timer = setTimeout(slept, how * 60000);
    }
    function slept() {
      audio.pause();
      setSleep("");
      $("#player-more select").value = "";
      toast(words.slept);
    }

    const api = {
      root, audio, words, at, seek, toggle, play, jump, remember, setSleep, own,
      link: () => `${words.address}?t=${Math.floor(at())}`,
      rate: (by) => {
        const select = $(".speed select", root);
        if (by && select) select.selectedIndex = Math.min(select.length - 1, Math.max(0, select.selectedIndex + by));
        if (select) audio.defaultPlaybackRate = audio.playbackRate = +select.value;
        if (by) toast(`${audio.playbackRate}×`);
        if (select) store("turntable:rate", select.value);
      },
      also: (play, time) => (plays.push(play), times.push(time), play.addEventListener("click", toggle), render()),
      keep: () => started && sessionStorage.setItem(RESTORE, JSON.stringify({ page: words.page, at: at(), rate: audio.playbackRate, playing: playing() })),
      tenth: (n) => seek((length * n) / 10),
      isStarted: () => started && audio.readyState > 0,
    };

    audio.addEventListener("loadedmetadata", () => {
      if (isFinite(audio.duration)) length = audio.duration;
      track.setAttribute("aria-valuemax", Math.floor(length));
      if (wanted) audio.currentTime = wanted;
      api.onstart?.();
    });
    audio.addEventListener("timeupdate", () => {
      if (!dragging) render();
      if (Math.abs(at() - saved) >= SAVE_EVERY) remember();
      if (playing() && at() >= sleep.until - 0.1) slept();
    });
    for (const name of ["play", "playing", "pause", "ended", "seeked", "ratechange"]) {
      audio.addEventListener(name, () => (render(), place()));
    }
    audio.addEventListener("play", () => {
      current = api;
      session();
    });
    audio.addEventListener("pause", remember);
    audio.addEventListener("error", () => audio.error && failed());
    plays[0].addEventListener("click", toggle);
    for (const skip of $$("[data-skip]", root)) skip.addEventListener("click", () => seek(at() + +skip.dataset.skip));
    $(".speed select", root)?.addEventListener("change", () => api.rate());

    const pointed = (event) => {
      const box = track.getBoundingClientRect();
      seek(((event.clientX - box.left) / box.width) * length);
    };
    track.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      dragging = true;
      track.setPointerCapture(event.pointerId);
      pointed(event);
    });
    track.addEventListener("pointermove", (event) => dragging && pointed(event));
    for (const name of ["pointerup", "pointercancel"]) track.addEventListener(name, () => (dragging = false));
    track.addEventListener("keydown", (event) => {
      const acts = {
        ArrowLeft: () => seek(at() - 5), ArrowDown: () => seek(at() - 5), ArrowRight: () => seek(at() + 5), ArrowUp: () => seek(at() + 5),
        PageUp: () => jump(1), PageDown: () => jump(-1), Home: () => seek(0), End: () => seek(length - 1),
      };
      if (!acts[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      acts[event.key]();
    });

    const speed = $(".speed select", root), rate = store("turntable:rate");
    if (speed && rate && [...speed.options].some((option) => option.value === rate)) {
      speed.value = rate;
      audio.defaultPlaybackRate = audio.playbackRate = +rate;
    }
    // Until now the browser's own controls stood by: nothing that does nothing is ever shown.
    root.classList.add("live");
    try {
      start();
    } catch {}
    render(true);
    return api;
  }

  // One sound at a time.
  document.addEventListener("play", (event) => $$("audio").forEach((other) => other !== event.target && other.pause()), true);
  addEventListener("pagehide", () => players.forEach((one) => one.remember()));
  document.addEventListener("turntable:keep", () => current?.keep());

  // Times anywhere on the page, and plain links to the recording.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || link.download || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const one = players.find((one) => link.href.split("#")[0] === one.own && !one.root.contains(link));
    if (!one) return;
    event.preventDefault();
    if (link.hash.startsWith("#t=")) one.seek(parseFloat(link.hash.slice(3)));
    one.play();
  });

  if (!current) return;
  const { words } = current;

  // The bar at the bottom, when the player is out of sight.
  const dock = $(".dock");
  if (dock) {
    let isAway = false;
    current.also($(".play", dock), $(".pos", dock));
    const show = () => {
      const isWanted = isAway && current.isStarted();
      if (!isWanted && dock.contains(document.activeElement)) $(".play", current.root).focus({ preventScroll: true });
      dock.hidden = !isWanted;
      document.documentElement.classList.toggle("docked", isWanted);
    };
    current.onstart = show;
    new IntersectionObserver(([entry]) => ((isAway = !entry.isIntersecting), show())).observe(current.root);
    document.addEventListener("focusin", ({ target }) => {
      if (dock.hidden || dock.contains(target) || target.closest("[popover]")) return;
      const box = target.getBoundingClientRect(), over = box.bottom + 8 - dock.getBoundingClientRect().top;
      if (over > 0 && box.height < 200) scrollBy(0, over);
    });
  }

  // Panels.
  const close = (element) => element.closest("[popover]")?.hidePopover?.();
  const share = $("#player-share");
  share?.addEventListener("beforetoggle", () => ($(".at", share).textContent = fill(words.linkAt, { at: clock(current.at()) })));
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-do]");
    if (!button) return;
    const acts = {
      link: () => copy(words.address, words.linkCopied),
      at: () => copy(current.link(), words.linkCopied),
      embed: () => copy(words.embed, words.copied),
      share: () => navigator.share({ title: words.title, url: words.address }).catch(() => {}),
      quote: () => quote($("blockquote", button.closest("figure")).textContent.trim().replace(/^[“„«]|[”“»]$/g, ""), button.dataset.by, +button.dataset.at),
      question: () => copy(`${words.address}#${button.closest("li").id}`, words.linkCopied),
    };
    event.preventDefault();
    close(button);
    acts[button.dataset.do]();
  });
  if (navigator.share) $$('[data-do="share"]').forEach((button) => (button.hidden = false));
  $("#player-more select")?.addEventListener("change", (event) => current.setSleep(event.target.value));

  // Switches that are remembered.
  for (const name of ["follow", "keys"]) {
    const button = $(`[data-switch="${name}"]`), key = `turntable:${name}`;
    const set = (is) => button?.setAttribute("aria-checked", String(is));
    set(!!store(key));
    button?.addEventListener("click", () => {
      const is = !store(key);
      store(key, is ? "1" : null);
      set(is);
    });
  }

  // Words of the transcript, selected, become a quote.
  const quote = (text, by, at) => copy(fill(words.quote, { words: text, who: [by, words.show].filter(Boolean).join(", "), link: at >= 0 ? `${words.address}?t=${Math.floor(at)}` : words.address }), words.quoteCopied);
  const grab = $(".grab");
  if (grab) {
    const chosen = () => {
      const selection = getSelection();
      const from = selection.rangeCount && selection.getRangeAt(0).startContainer;
      const turn = from && (from.nodeType === 1 ? from : from.parentElement).closest(".turn");
      const text = String(selection).replace(/\s+/g, " ").trim();
      return turn && text.length > 2 ? { selection, turn, text } : undefined;
    };
    document.addEventListener("selectionchange", () => {
      const found = chosen();
      grab.hidden = !found;
      if (!found) return;
      const box = found.selection.getRangeAt(0).getBoundingClientRect();
      grab.style.insetBlockStart = `${box.bottom + scrollY + 8}px`;
      grab.style.left = `${Math.max(8, Math.min(box.left, innerWidth - grab.offsetWidth - 8))}px`;
    });
    grab.addEventListener("pointerdown", (event) => event.preventDefault());
    grab.addEventListener("click", () => {
      const found = chosen();
      if (!found) return;
      const time = $("a.num", found.turn);
      quote(found.text, found.turn.dataset.by, time ? parseFloat(time.hash.slice(3)) : undefined);
      found.selection.removeAllRanges();
    });
  }

  addEventListener("hashchange", () => {
    const row = /^#q\d+$/.test(location.hash) && $(location.hash), time = row && $(".time a", row);
    if (time && current.audio.paused) current.seek(parseFloat(time.hash.slice(3)));
  });

  // Keys, while the focus is in the player, the dock or the transcript; anywhere only for those who want that (WCAG 2.1.4).
  const KEYS = {
    k: () => current.toggle(), " ": () => current.toggle(), j: () => current.seek(current.at() - 15), l: () => current.seek(current.at() + 30),
    "[": () => current.jump(-1), "]": () => current.jump(1), "<": () => current.rate(-1), ">": () => current.rate(1),
    c: () => copy(current.link(), words.linkCopied), "?": () => $("#player-keys")?.togglePopover?.(),
  };
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !target.closest) return;
    if (target.closest("input, textarea, select, [contenteditable]")) return;
    if (!store("turntable:keys") && !target.closest(".player, .dock, .transcript, .pop")) return;
    if (key === " " && target.closest("a, button, summary")) return;
    const act = KEYS[key.toLowerCase()] ?? (/^\d$/.test(key) && (() => current.tenth(+key)));
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
