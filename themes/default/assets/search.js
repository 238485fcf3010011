// Search over titles, people, questions and what was said. Nothing is fetched before the first letter; then the start of the index,
// one file for each word, and what is shown of the episodes found. How the index is written: src/plan/search/index.rs. How texts
// become terms must be the same as in src/plan/search/terms.rs.
for (const form of document.querySelectorAll("form.finder")) {
  const PAGE = 10, MOST_FILES = 8, SNIPPETS = 3;
  const words = form.dataset, base = words.index;
  const input = form.querySelector("input"), found = form.querySelector(".found"), hits = form.querySelector(".hits");
  const listed = document.querySelector(".listed"), count = form.querySelector(".count"), none = form.querySelector(".none");
  const kinds = [...form.querySelectorAll("[data-kind]")], plurals = new Intl.PluralRules(document.documentElement.lang);
  let kind = "episodes", latest = 0, shown = PAGE;

  const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ς: "σ" };
  const SPACELESS = "\\u0E00-\\u0EFF\\u1000-\\u109F\\u1780-\\u17FF\\u2E80-\\u30FF\\u31F0-\\u4DBF\\u4E00-\\u9FFF\\uF900-\\uFAFF\\uFF01-\\uFF9F\\u{20000}-\\u{3FFFF}";
  const STRETCHES = new RegExp(`[${SPACELESS}]+|[^${SPACELESS}]+`, "gu"), PAIRED = new RegExp(`^[${SPACELESS}]`, "u");
  const fold = (text) =>
    text.normalize("NFKD").replace(/[\u0300-\u036F\u0591-\u05C7\u0610-\u061A\u064B-\u065F\u0670'’]/g, "").toLowerCase()
      .replace(/[ßæœøłđðþıς]/g, (letter) => LETTERS[letter]).normalize("NFC");
  const terms = (text) =>
    (fold(text).match(/[\p{Alphabetic}\p{N}]+/gu) ?? []).flatMap((run) => run.match(STRETCHES)).flatMap((stretch) => {
      const letters = [...stretch];
      if (!PAIRED.test(stretch)) return [letters.slice(0, 24).join("")];
      return letters.length < 2 ? [stretch] : letters.slice(1).map((letter, at) => letters[at] + letter);
    });

  const kept = new Map();
  const get = (path, as) => {
    if (!kept.has(path)) {
      const answer = fetch(path, { cache: "no-cache" }).then((answer) => (answer.ok ? answer[as]() : Promise.reject(new Error(path))));
      kept.set(path, answer);
      answer.catch(() => kept.delete(path));
    }
    return kept.get(path);
  };
  const numbers = (list) => {
    let episode = -1;
    return (list ? list.split(" ") : []).map((entry) => {
      const [distance, ...questions] = entry.split(".");
      return [(episode += parseInt(distance, 36)), questions.map(Number)];
    });
  };

  /** For one term, also as the beginning of longer ones: episode → how well it fits, and in which questions. */
  async function lookUp({ firsts }, term) {
    const fits = new Map();
    // Characters above all others end the range.
    const from = Math.max(0, firsts.findLastIndex((first) => first <= term)), files = [];
    // One or two letters begin half the words there are: what stands beside them is enough.
    const most = term.length < 3 && !PAIRED.test(term) ? 1 : MOST_FILES;
    for (let file = from; file < firsts.length && files.length < most && (file === from || firsts[file] < `${term}\uffff`); file++) files.push(file);
    const texts = await Promise.all(files.map((file) => get(`${base}terms/${file}.txt`, "text")));
    for (const line of texts.join("").split("\n")) {
      if (!line.startsWith(term)) continue;
      const [whole, named, asked, said] = line.split("\t"), near = whole === term ? 2 : 1;
      const add = (list, weight) => {
        for (const [episode, questions] of numbers(list)) {
          const fit = fits.get(episode) ?? { score: 0, questions: new Set() };
          fit.score = Math.max(fit.score, weight * near);
          questions.forEach((question) => fit.questions.add(question));
          fits.set(episode, fit);
        }
      };
      add(named, 8);
      add(asked, 3);
      add(said, 1);
    }
    return fits;
  }

  /** Episodes in which every term is found, best first, then newest. */
  async function look(query) {
    const start = await get(`${base}index.json`, "json");
    const wanted = [...new Set(terms(query))];
    const fits = await Promise.all(wanted.map((term) => lookUp(start, term)));
    const all = [...(fits[0] ?? new Map()).keys()].filter((episode) => fits.every((fit) => fit.has(episode)));
    const episodes = all.map((episode) => {
      const each = fits.map((fit) => fit.get(episode));
      return { episode, score: each.reduce((sum, fit) => sum + fit.score, 0), questions: [...each[0].questions].filter((n) => each.every((fit) => fit.questions.has(n))) };
    });
    episodes.sort((a, b) => b.score - a.score || b.episode - a.episode);
    return { start, wanted, episodes, questions: episodes.flatMap((hit) => hit.questions.sort((a, b) => a - b).map((number) => ({ ...hit, number }))) };
  }

  const make = (name, values = {}, ...inside) => {
    const element = Object.assign(document.createElement(name), values);
    element.append(...inside);
    return element;
  };
  /** The text with what was looked for marked. */
  const marked = (text, wanted) =>
    text.split(/([\p{Alphabetic}\p{N}\p{M}'’]+)/u).map((piece, at) => {
      if (at % 2 === 0) return piece;
      const own = terms(piece);
      const plain = wanted.find((term) => own.some((word) => word.startsWith(term)));
      if (!plain) return piece;
      if (!PAIRED.test(plain)) return make("mark", {}, piece);
      const place = piece.indexOf(plain);
      return place < 0 ? piece : make("span", {}, piece.slice(0, place), make("mark", {}, plain), piece.slice(place + plain.length));
    });

  /** Where in its recording an episode says it: the cue that holds most of the terms. */
  async function moment(page, wanted) {
    const cues = (await get(`${page}transcript.vtt`, "text")).split("\n\n").slice(1).map((cue) => {
      const [times, ...lines] = cue.trim().split("\n");
      const text = lines.join(" ").replace(/<[^>]*>/g, "").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
      return { at: times.split(" ")[0].split(":").reduce((sum, part) => sum * 60 + parseFloat(part), 0), text };
    });
    const fit = (at) => {
      const own = terms(cues[at].text);
      return wanted.filter((term) => own.some((word) => word.startsWith(term))).length;
    };
    let best = -1, most = 0;
    for (let at = 0; at < cues.length && most < wanted.length; at++) if (fit(at) > most) [best, most] = [at, fit(at)];
    return best < 0 ? undefined : { at: Math.floor(cues[best].at), text: [cues[best - 1]?.text, cues[best].text, cues[best + 1]?.text].filter(Boolean).join(" ") };
  }
  const clock = (at) => [Math.floor(at / 3600), Math.floor(at / 60) % 60, at % 60].filter((part, place) => part || place).map((part, place) => (place ? String(part).padStart(2, "0") : part)).join(":");

  async function draw(run, { start, wanted, episodes, questions }) {
    const list = kind === "episodes" ? episodes : questions;
    const page = list.slice(0, shown);
    const files = await Promise.all(page.map(({ episode }) => get(`${base}episodes/${Math.floor(episode / start.together)}.json`, "json")));
    if (run !== latest) return;
    const rows = page.map((hit, at) => ({ hit, about: files[at][hit.episode % start.together] })).map(({ hit, about: [href, title, facts, hasTimes, asked] }, at) => {
      if (kind === "questions") {
        const [question, seconds] = asked[hit.number - 1];
        const link = make("a", { href: `${href}${seconds ? `?t=${seconds}` : ""}#q${hit.number}` }, ...marked(question, wanted));
        return make("li", {}, make("h2", { className: "h4", dir: "auto" }, link), make("p", { className: "facts", dir: "auto" }, title, " · ", ...(seconds ? [make("span", { className: "num" }, clock(seconds)), " · "] : []), facts));
      }
      const row = make("li", {}, make("h2", { className: "h4", dir: "auto" }, make("a", { href }, ...marked(title, wanted))), make("p", { className: "facts", dir: "auto" }, ...marked(facts, wanted)));
      for (const number of hit.questions.slice(0, 2)) {
        const [question, seconds] = asked[number - 1];
        row.append(make("p", { dir: "auto" }, make("a", { href: `${href}${seconds ? `?t=${seconds}` : ""}#q${number}` }, ...marked(question, wanted))));
      }
      if (hasTimes && at < SNIPPETS && !hit.questions.length && hit.score < 8 * wanted.length) {
        moment(href, wanted).then((said) => {
          if (!said || run !== latest) return;
          const link = make("a", { className: "num", href: `${href}?t=${said.at}#transcript` }, clock(said.at));
          row.append(make("p", { className: "line", dir: "auto" }, link, " ", make("q", {}, ...marked(said.text, wanted))));
        }).catch(() => {});
      }
      return row;
    });
    hits.replaceChildren(...rows);
    if (list.length > shown) {
      const more = make("button", { type: "button", className: "button small-button" }, words.more);
      more.addEventListener("click", async () => {
        shown += PAGE;
        await search();
        hits.children[shown - PAGE]?.querySelector("a")?.focus();
      });
      hits.append(make("li", {}, more));
    }
    none.hidden = list.length > 0;
    const counted = (name) => form.getAttribute(`data-count-${name}`);
    const told = list.length ? counted(plurals.select(list.length)) ?? counted("other") : words.none;
    count.textContent = told.replace("{n}", list.length).replace("{words}", () => input.value.trim());
  }

  async function search() {
    const query = input.value.trim(), run = ++latest;
    found.hidden = !query;
    if (listed) listed.hidden = !!query;
    if (!terms(query).length) return hits.replaceChildren();
    try {
      const results = await look(query);
      if (run === latest) await draw(run, results);
    } catch {
      if (run !== latest) return;
      hits.replaceChildren();
      count.textContent = words.failed;
    }
  }

  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    shown = PAGE;
    waiting = setTimeout(() => {
      search();
      const address = new URL(location);
      input.value ? address.searchParams.set("q", input.value) : address.searchParams.delete("q");
      history.replaceState(history.state, "", address);
    }, 120);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  for (const button of kinds) {
    button.addEventListener("click", () => {
      [kind, shown] = [button.dataset.kind, PAGE];
      kinds.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      search();
    });
  }
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    input.value = asked;
    search();
  }
}
