// Drives the player and the search of a built show (talk.mjs) as a listener does: with pointer, keyboard, addresses, and without script.
//
//   node player.mjs SITE

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const site = resolve(process.argv[2]);
const only = process.argv[3];
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--autoplay-policy=document-user-activation-required",
];
const TALK = "/episodes/who-can-sign/", LENGTH = 1694;

const problems = [];
const { server, origin } = await serve(site, "/");
const browser = await chromium.launch({ executablePath, args: FLAGS });

/** A fresh visitor on a page; what goes wrong there is noted under `name`. */
async function visit(name, path, options = {}) {
  const { width = 1280, height = 900, ...more } = options;
  const context = await browser.newContext({ viewport: { width, height }, permissions: ["clipboard-read", "clipboard-write"], reducedMotion: "reduce", ...more });
  const page = await context.newPage();
  const asked = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && !options.quiet && problems.push(`${name}: console: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`${name}: script: ${error.message}`));
  page.on("request", (request) => {
    asked.push(request.url().replace(origin, ""));
    if (!request.url().startsWith(origin) && !/^(data|blob|about):/.test(request.url())) problems.push(`${name}: asks another host: ${request.url()}`);
  });
  if (options.before) await options.before(page);
  await page.goto(origin + path, { waitUntil: "load" });
  const is = (what, found, wanted) => {
    const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
    if (a !== b) problems.push(`${name}: ${what} is ${a}, should be ${b}`);
  };
  const near = (what, found, wanted, by = 1.5) => {
    if (!(Math.abs(found - wanted) <= by)) problems.push(`${name}: ${what} is ${found}, should be about ${wanted}`);
  };
  const me = {
    page, asked, is, near,
    at: () => page.evaluate(() => document.querySelector("audio").currentTime),
    paused: () => page.evaluate(() => document.querySelector("audio").paused),
    shown: () => page.locator(".player .pos").innerText(),
    now: () => page.locator(".player .now").innerText(),
    play: async () => {
      await page.locator(".player .play").click();
      await me.playing();
    },
    playing: () => page.waitForFunction(() => !document.querySelector("audio").paused && document.querySelector("audio").currentTime > 0, null, { timeout: 8000 }),
    clipboard: () => page.evaluate(() => navigator.clipboard.readText()),
    axe: async (state) => {
      await page.evaluate(axe);
      const { violations } = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), AXE_TAGS);
      for (const broken of violations) problems.push(`${name}, ${state}: axe ${broken.id}: ${broken.help}: ${broken.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" | ")}`);
    },
    ids: async (state) => is(`${state}: doubled ids`, await page.evaluate(() => [...document.querySelectorAll("[id]")].map((node) => node.id).filter((id, at, all) => all.indexOf(id) !== at)), []),
    leave: () => context.close(),
  };
  return me;
}

const cases = {
  async "nothing is fetched before play"(name) {
    const { page, asked, is, leave, play } = await visit(name, TALK);
    await page.waitForTimeout(400);
    is("the recording was asked for", asked.filter((path) => path.endsWith(".mp3")), []);
    is("the label at rest", await page.locator(".player .now").innerText(), "Why does everything stop?");
    is("the clock at rest", await page.locator(".player .clock").innerText(), "0:00 / 28:14");
    await play();
    is("the address of the recording", [...new Set(asked.filter((path) => path.includes(".mp3")))], [`${TALK}who-can-sign.mp3`]);
    await leave();
  },

  async "buttons, track and speed"(name) {
    const { page, is, near, at, play, paused, shown, leave } = await visit(name, TALK);
    await play();
    is("the button's name", await page.locator(".player .play").getAttribute("aria-label"), "Pause Who can sign a check on Monday?");
    await page.locator("[data-skip='30']").click();
    near("after forward", await at(), 30);
    await page.locator("[data-skip='-15']").click();
    near("after back", await at(), 15);
    const box = await page.locator(".track").boundingBox();
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    near("after a click in the middle", await at(), LENGTH / 2, 6);
    await page.mouse.move(box.x + box.width / 2, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 300, { steps: 4 });
    await page.mouse.up();
    near("after dragging", await at(), LENGTH * 0.9, 8);
    await page.locator(".speed select").selectOption("1.5");
    is("the speed", await page.evaluate(() => document.querySelector("audio").playbackRate), 1.5);
    await page.locator(".player .play").click();
    is("paused", await paused(), true);
    is("the clock follows", (await shown()).startsWith("25:"), true);
    await leave();
  },

  async "the slider speaks and listens to keys"(name) {
    const { page, is, near, at, play, leave, now } = await visit(name, `${TALK}?t=194`);
    const track = page.locator(".track");
    is("what it says", await track.getAttribute("aria-valuetext"), "3 minutes 14 seconds of 28 minutes 14 seconds, question 2: Who can sign on Monday?");
    is("its range", [await track.getAttribute("aria-valuemin"), await track.getAttribute("aria-valuenow"), await track.getAttribute("aria-valuemax")], ["0", "194", "1694"]);
    await play();
    await track.focus();
    for (const [key, wanted] of [["ArrowRight", 199], ["ArrowLeft", 194], ["PageUp", 466], ["PageDown", 194], ["Home", 0], ["End", LENGTH - 1]]) {
      await page.keyboard.press(key);
      near(`after ${key}`, await at(), wanted, 3);
      if (key === "PageUp") is("the question", await now(), "Isn’t a will enough?");
      if (key === "End") await page.evaluate(() => document.querySelector("audio").pause());
    }
    await leave();
  },

  async "addresses with a time or a question"(name) {
    for (const [query, wanted] of [["?t=754", "12:34"], ["?t=21m28s", "21:28"], ["?t=21:28", "21:28"], ["?t=0:03:14", "3:14"], ["?t=1h", "28:13"], ["?t=never", "0:00"], ["#q3", "7:46"], ["?t=60#q3", "1:00"], ["?t=", "0:00"], ["#q99", "0:00"], ["?t=-5", "0:00"], ["?t=1e9", "0:00"]]) {
      const { is, shown, paused, leave } = await visit(`${name} ${query}`, TALK + query);
      is("the clock", await shown(), wanted);
      is("paused", await paused(), true);
      await leave();
    }
    const { page, near, at, play, leave } = await visit(name, `${TALK}?t=754`);
    await play();
    near("playing", await at(), 754, 3);
    await page.locator("#q6 .time a").click();
    await page.waitForTimeout(200);
    near("after the question's time", await at(), 1288, 2);
    await page.locator("figure.quote a", { hasText: "Play this" }).click();
    await page.waitForTimeout(200);
    near("after the quote", await at(), 21, 2);
    await page.locator(".turn a.num").nth(5).click();
    await page.waitForTimeout(200);
    const time = await page.locator(".turn a.num").nth(5).evaluate((link) => parseFloat(link.hash.slice(3)));
    near("after a time in the transcript", await at(), time, 2);
    await leave();
  },

  async "the place is remembered, until near the end"(name) {
    const { page, is, near, at, play, shown, now, leave } = await visit(name, TALK);
    await play();
    await page.evaluate(() => (document.querySelector("audio").currentTime = 600));
    await page.waitForTimeout(300);
    await page.locator(".player .play").click();
    await page.waitForTimeout(100);
    await page.reload();
    is("the clock", (await shown()).startsWith("10:0"), true);
    is("what it says", /^Picked up at 10:0\d\. Start over$/.test(await now()), true);
    await page.evaluate(() => localStorage.removeItem("x"));
    await page.locator(".now button").click();
    is("from the start", await shown(), "0:00");
    is("the label", await now(), "Why does everything stop?");
    await page.reload();
    is("forgotten", await shown(), "0:00");
    await play();
    await page.evaluate(() => (document.querySelector("audio").currentTime = 900));
    await page.waitForTimeout(700);
    is("kept while playing", Number(await page.evaluate(() => localStorage.getItem("turntable:/episodes/who-can-sign/"))) >= 900, true);
    await page.evaluate(() => (document.querySelector("audio").currentTime = 1680));
    await page.waitForTimeout(300);
    await page.locator(".player .play").click();
    await page.waitForTimeout(100);
    is("near the end", await page.evaluate(() => localStorage.getItem("turntable:/episodes/who-can-sign/")), null);
    await page.goto(`${origin}${TALK}?t=30`);
    is("an address beats it", await shown(), "0:30");
    near("nothing else", await at(), 0, 31);
    await leave();
  },

  async "keys work inside, and everywhere only when switched on"(name) {
    const { page, is, near, at, play, paused, leave } = await visit(name, TALK);
    await play();
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("k");
    is("a key outside does nothing", await paused(), false);
    await page.locator(".player .play").focus();
    await page.keyboard.press("k");
    is("K pauses", await paused(), true);
    await page.keyboard.press("5");
    near("5 is the middle", await at(), LENGTH / 2, 2);
    await page.keyboard.press("j");
    near("J", await at(), LENGTH / 2 - 15, 2);
    await page.keyboard.press("Shift+L");
    near("L", await at(), LENGTH / 2 + 15, 2);
    await page.keyboard.press("]");
    near("]", await at(), 1015, 2);
    await page.keyboard.press("[");
    near("[", await at(), 742, 2);
    await page.keyboard.press(">");
    is("faster", await page.evaluate(() => document.querySelector("audio").playbackRate), 1.2);
    await page.keyboard.press("<");
    is("slower", await page.evaluate(() => document.querySelector("audio").playbackRate), 1);
    await page.keyboard.press("c");
    is("the link", await page.evaluate(() => navigator.clipboard.readText()), "https://talks.ellison.example/episodes/who-can-sign/?t=742");
    await page.keyboard.press("Control+j");
    near("with Ctrl nothing happens", await at(), 742, 2);
    await page.keyboard.press("Space");
    is("Space on the button presses it once", await paused(), false);
    await page.locator(".track").focus();
    await page.keyboard.press("Space");
    is("Space on the track pauses", await paused(), true);
    await page.keyboard.press("?");
    is("the list", await page.locator("#player-keys").isVisible(), true);
    await page.locator("[data-switch=keys]").click();
    is("the switch", await page.locator("[data-switch=keys]").getAttribute("aria-checked"), "true");
    await page.keyboard.press("Escape");
    is("the list is closed", await page.locator("#player-keys").isVisible(), false);
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("k");
    is("now it works outside", await paused(), false);
    await page.locator("input[type=email]").first().focus();
    await page.keyboard.press("k");
    is("not while typing", await paused(), false);
    await page.reload();
    is("the switch is remembered", await page.locator("[data-switch=keys]").getAttribute("aria-checked"), "true");
    await leave();
  },

  async "panels"(name) {
    const { page, is, clipboard, axe, ids, leave } = await visit(name, `${TALK}?t=742`);
    const button = page.locator("[popovertarget=player-share]");
    for (const [act, wanted] of [["link", "https://talks.ellison.example/episodes/who-can-sign/"], ["at", "https://talks.ellison.example/episodes/who-can-sign/?t=742"]]) {
      await button.click();
      if (act === "at") is("the time", await page.locator("#player-share .at").innerText(), "Copy link at 12:22");
      if (act === "link") await axe("share panel open");
      await page.locator(`[data-do=${act}]`).click();
      is(act, await clipboard(), wanted);
      is("the toast", await page.locator(".toast").innerText(), "Link copied");
      is("the panel is closed", await page.locator("#player-share").isVisible(), false);
    }
    await button.click();
    await page.locator("[data-do=embed]").click();
    is("embed code", (await clipboard()).startsWith('<iframe src="https://talks.ellison.example/embed/who-can-sign/"'), true);
    is("e-mail", (await page.locator("#player-share a").getAttribute("href")).startsWith("mailto:?subject=Who%20can%20sign"), true);
    await button.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    is("focus is back", await page.evaluate(() => document.activeElement.getAttribute("popovertarget")), "player-share");
    await page.locator("[popovertarget=player-more]").click();
    await axe("more panel open");
    is("the download", [await page.locator("#player-more a").getAttribute("download"), /\d MB/.test(await page.locator("#player-more a").innerText())], ["who-can-sign.mp3", true]);
    await page.locator("[popovertarget=player-keys]").click();
    await axe("keys open");
    await ids("keys open");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.locator("#q2 .copy").click();
    is("a question's link", await clipboard(), "https://talks.ellison.example/episodes/who-can-sign/#q2");
    await leave();
  },

  async "quotes"(name) {
    const { page, is, clipboard, leave } = await visit(name, TALK);
    await page.locator("[data-do=quote]").first().click();
    is("the pull quote", await clipboard(), "“The business is fine. It just can’t move its own hands.” — Dev Okafor, People I’d Send You To https://talks.ellison.example/episodes/who-can-sign/?t=21");
    const said = await page.evaluate(() => {
      const turn = document.querySelectorAll(".turn")[3], words = turn.querySelector("p:not(.speaker)");
      words.scrollIntoView({ block: "center" });
      const range = document.createRange();
      range.setStart(words.firstChild, 0);
      range.setEnd(words.firstChild, 30);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      return { text: String(range).trim(), by: turn.dataset.by, at: Math.floor(parseFloat(turn.querySelector("a.num").hash.slice(3))) };
    });
    await page.locator(".grab").click();
    is("the selection", await clipboard(), `“${said.text}” — ${said.by}, People I’d Send You To https://talks.ellison.example/episodes/who-can-sign/?t=${said.at}`);
    await page.waitForTimeout(100);
    is("the button is gone", await page.locator(".grab").isVisible(), false);
    await leave();
  },

  async "marks, follow along and the offer's stretch"(name) {
    const { page, is, play, axe, leave } = await visit(name, `${TALK}?t=21:30`);
    await play();
    is("the question", await page.locator(".questions [aria-current]").getAttribute("id"), "q6");
    const current = page.locator(".turn[aria-current]");
    is("one turn is marked", await current.count(), 1);
    is("not followed", await current.evaluate((turn) => turn.getBoundingClientRect().top > innerHeight), true);
    await page.locator("[data-switch=follow]").click();
    await page.evaluate(() => scrollTo(0, 0));
    await page.evaluate(() => (document.querySelector("audio").currentTime = 1199.9));
    await page.waitForTimeout(1200);
    is("followed", await current.evaluate((turn) => turn.getBoundingClientRect().top < innerHeight && turn.getBoundingClientRect().bottom > 0), true);
    is("no offer yet", await page.locator(".talked").isVisible(), false);
    await page.evaluate(() => (document.querySelector("audio").currentTime = 1510));
    await page.waitForTimeout(500);
    is("being talked about", [await page.locator(".strip .talked").isVisible(), await page.locator(".told").textContent()], [true, "Being talked about right now"]);
    is("the strip", await page.locator(".strip.now").count(), 1);
    await axe("playing");
    await page.reload();
    is("the switch is remembered", await page.locator("[data-switch=follow]").getAttribute("aria-checked"), "true");
    await leave();
  },

  async "a hit of the search opens at the words"(name) {
    const { page, is, leave } = await visit(name, `${TALK}?t=1005#transcript`);
    await page.waitForTimeout(200);
    const current = page.locator(".turn[aria-current]");
    is("the turn", await current.evaluate((turn) => turn.getBoundingClientRect().top < innerHeight && turn.getBoundingClientRect().bottom > 0), true);
    await leave();
  },

  async "the dock"(name) {
    for (const [width, colorScheme] of [[390, "light"], [390, "dark"], [1280, "light"]]) {
      const { page, is, paused, play, axe, leave } = await visit(`${name} ${width} ${colorScheme}`, TALK, { width, height: 844, colorScheme });
      const dock = page.locator(".dock");
      await page.locator("#transcript").scrollIntoViewIfNeeded();
      is("not before play", await dock.isVisible(), false);
      await page.evaluate(() => scrollTo(0, 0));
      await play();
      await page.waitForTimeout(150);
      is("not beside the player", await dock.isVisible(), false);
      await page.locator(".turn").nth(8).evaluate((turn) => turn.scrollIntoView({ block: "center" }));
      await dock.waitFor({ state: "visible", timeout: 3000 });
      is("its height", (await dock.boundingBox()).height, 60);
      await axe("docked");
      await dock.locator(".play").click();
      is("pauses", await paused(), true);
      is("the kit", (await dock.locator("a.raise").getAttribute("href")).endsWith("/go/dev-okafor/continuity/"), true);
      // Through the links of the transcript by keyboard: what has the focus is never under the bar.
      await page.locator(".turn a.num").nth(8).focus();
      for (let step = 0; step < 25; step++) {
        await page.keyboard.press("Tab");
        const under = await page.evaluate(() => {
          const [at, bar] = [document.activeElement.getBoundingClientRect(), document.querySelector(".dock").getBoundingClientRect()];
          return !document.activeElement.closest(".dock") && at.bottom > bar.top + 1;
        });
        if (under) is("the focus is under the bar", step, "never");
      }
      await page.evaluate(() => scrollTo(0, 0));
      await dock.waitFor({ state: "hidden", timeout: 3000 });
      await leave();
    }
  },

  async "the sleep timer"(name) {
    const clocked = await visit(name, TALK, { before: (page) => page.clock.install() });
    await clocked.page.locator(".player .play").click();
    await clocked.page.waitForTimeout(300);
    await clocked.page.locator("[popovertarget=player-more]").click();
    await clocked.page.locator("#player-more select").selectOption("10");
    await clocked.page.keyboard.press("Escape");
    await clocked.page.clock.fastForward("09:50");
    clocked.is("before", await clocked.paused(), false);
    await clocked.page.clock.fastForward("00:15");
    clocked.is("after ten minutes", await clocked.paused(), true);
    clocked.is("it says so", await clocked.page.locator(".toast").textContent(), "Stopped by the sleep timer.");
    clocked.is("it is off again", await clocked.page.locator("#player-more select").inputValue(), "");
    await clocked.leave();
    const { page, is, near, at, play, leave } = await visit(name, `${TALK}?t=192`);
    await play();
    await page.locator("[popovertarget=player-more]").click();
    await page.locator("#player-more select").selectOption("question");
    await page.waitForFunction(() => document.querySelector("audio").paused, null, { timeout: 8000 });
    near("at the end of the question", await at(), 194, 1);
    is("it is off again", await page.locator("#player-more select").inputValue(), "");
    await leave();
  },

  async "the lock screen"(name) {
    const { page, is, play, leave } = await visit(name, `${TALK}?t=200`);
    await play();
    const about = await page.evaluate(() => {
      const { title, artist, album, artwork, chapterInfo } = navigator.mediaSession.metadata;
      return { title, artist, album, artwork: artwork.length, chapters: chapterInfo?.length };
    });
    is("what it says", about, { title: "Who can sign a check on Monday?", artist: "Dev Okafor", album: "People I’d Send You To · Who can sign on Monday?", artwork: 1, chapters: 7 });
    await leave();
  },

  async "a recording that does not come"(name) {
    const { page, is, paused, leave, playing } = await visit(name, TALK, { quiet: true, before: (page) => page.route("**/*.mp3", (route) => route.abort()) });
    await page.locator(".player .play").click();
    const trouble = page.locator(".trouble");
    await trouble.waitFor({ state: "visible", timeout: 5000 });
    is("what it says", await trouble.innerText(), "The recording could not be loaded. Open the fileTry again");
    is("the way to the file", await trouble.locator("a").getAttribute("href"), `${origin}${TALK}who-can-sign.mp3`);
    is("the button", await page.locator(".player .play").getAttribute("aria-label"), "Play Who can sign a check on Monday?");
    await page.unroute("**/*.mp3");
    await trouble.locator("button").click();
    await playing();
    is("plays", [await paused(), await trouble.isVisible()], [false, false]);
    await leave();
  },

  async "one sound at a time"(name) {
    const { page, is, play, paused, leave } = await visit(name, TALK);
    await play();
    await page.evaluate(() => {
      const other = document.querySelector("audio").cloneNode();
      other.id = "other";
      document.body.append(other);
      return other.play();
    });
    is("the first one pauses", await paused(), true);
    await leave();
  },

  async "a program that reloads the page"(name) {
    const { page, is, near, at, play, leave } = await visit(name, TALK);
    await play();
    await page.evaluate(() => (document.querySelector("audio").currentTime = 333));
    await page.waitForTimeout(200);
    await page.evaluate(() => document.dispatchEvent(new Event("turntable:keep")));
    await page.reload();
    is("the place", (await page.locator(".player .pos").innerText()).startsWith("5:3"), true);
    is("taken once", await page.evaluate(() => sessionStorage.getItem("turntable:restore")), null);
    near("the sound", await at(), 333, 334);
    await leave();
  },

  async "home plays in place, and a row's button on its page"(name) {
    const { page, is, playing, leave } = await visit(name, "/");
    await page.locator("a.button.solid").click();
    await playing();
    is("still home", new URL(page.url()).pathname, "/");
    await page.locator(".row .round").nth(1).click();
    await page.waitForURL(/episodes/);
    is("the page", [new URL(page.url()).pathname, new URL(page.url()).hash], ["/episodes/plain/", ""]);
    is("focus", await page.evaluate(() => document.activeElement.classList.contains("play")), true);
    is("one unbroken track", await page.locator(".track span").count(), 1);
    is("no words", await page.locator(".transcript").innerText().then((text) => text.includes("Transcript to follow")), true);
    await leave();
  },

  async "the embed"(name) {
    for (const width of [320, 360, 640, 1200]) {
      const { page, is, play, axe, leave, asked } = await visit(`${name} ${width}`, "/embed/who-can-sign/", { width, height: 264 });
      is("fits", await page.evaluate(() => [document.scrollingElement.scrollWidth <= innerWidth, document.scrollingElement.scrollHeight]), [true, 264]);
      is("nothing before play", asked.filter((path) => path.endsWith(".mp3")), []);
      await axe("at rest");
      await play();
      is("its links leave the frame", await page.evaluate(() => document.querySelector("base").target), "_top");
      await leave();
    }
  },

  async "from right to left the tape stays"(name) {
    const { page, is, near, leave } = await visit(name, "/episodes/arabic/", { before: (page) => page.addInitScript(() => addEventListener("DOMContentLoaded", () => (document.documentElement.dir = "rtl"))) });
    const [track, button] = [await page.locator(".track").boundingBox(), await page.locator(".player .play").boundingBox()];
    is("the button is left of the track", button.x < track.x, true);
    await page.mouse.click(track.x + track.width * 0.25, track.y + 22);
    const shown = await page.locator(".player .pos").innerText();
    near("a quarter", Number(shown.split(":")[1]), 5, 1);
    await leave();
  },

  async "without script"(name) {
    const { page, is, leave } = await visit(name, TALK, { javaScriptEnabled: false });
    is("the browser's own controls", await page.locator("audio[controls]").isVisible(), true);
    is("ours", await page.locator(".controls").isVisible(), false);
    is("the download", await page.locator(".plain-player a").isVisible(), true);
    is("times lead into the file", await page.locator("#q6 .time a").getAttribute("href"), `${TALK}who-can-sign.mp3#t=1288`);
    is("switches", await page.locator(".switch >> visible=true").count(), 0);
    await page.goto(`${origin}/search/`);
    is("the field", await page.locator("#find").isVisible(), false);
    is("the list", await page.locator(".groups li").count() > 3, true);
    await leave();
  },

  async "the script never comes"(name) {
    const { page, is, leave } = await visit(name, TALK, { before: (page) => page.route("**/player.*.js", (route) => route.fulfill({ status: 200, contentType: "text/javascript", body: "" })) });
    is("buttons that do nothing", await page.locator(".controls button >> visible=true").count(), 0);
    is("switches that do nothing", await page.locator(".switch >> visible=true").count(), 0);
    await page.waitForTimeout(1700);
    is("the browser's own controls", await page.locator("audio[controls]").isVisible(), true);
    await leave();
  },

  async "on paper"(name) {
    const { page, is, leave } = await visit(name, TALK);
    await page.emulateMedia({ media: "print" });
    is("the code", await page.locator("#ask .paper svg").isVisible(), true);
    is("the address", (await page.locator("#ask .paper").innerText()).includes("/go/"), true);
    is("controls", await page.locator(".player").isVisible(), false);
    await leave();
  },

  async "the search"(name) {
    const { page, is, axe, asked, leave } = await visit(name, "/search/");
    const found = async (query) => {
      await page.locator("#find").fill(query);
      await page.waitForFunction((query) => (new URL(location).searchParams.get("q") ?? "") === query, query);
      await page.waitForTimeout(250);
      return page.locator(".hits h2 a").allInnerTexts();
    };
    is("nothing before the first letter", asked.filter((path) => /search\/./.test(path)), []);
    is("a title", await found("check monday"), ["Who can sign a check on Monday?"]);
    is("a name without its accents", await found("sina mull"), ["Just a talk", "東京の銀行の鍵"]);
    is("a name with other accents", (await found("SÍNA MÜLLER")).length, 2);
    is("a question", await found("enough will"), ["Who can sign a check on Monday?"]);
    is("its question is shown", await page.locator(".hits li p a").first().innerText(), "I have a will. Isn’t that enough?");
    is("Japanese", await found("銀行"), ["東京の銀行の鍵"]);
    is("one sign of it", await found("鍵"), ["東京の銀行の鍵"]);
    is("Arabic", (await found("توقيع")).length, 1);
    is("what was said", await found("konigsstrasse"), ["Who can sign a check on Monday?"]);
    await page.waitForTimeout(300);
    is("where", await page.locator(".hits .line a").getAttribute("href"), `${TALK}?t=1002#transcript`);
    is("the words", await page.locator(".hits mark").first().innerText(), "Königsstraße");
    await axe("results");
    await page.locator("[data-kind=questions]").click();
    is("questions: none", await page.locator(".none").innerText(), "Then it has not been asked yet. Send it in, and Margo may ask it. Send a question");
    is("a question alone", await found("start"), ["Where can someone start?"]);
    is("leads to it", await page.locator(".hits h2 a").getAttribute("href"), `${TALK}?t=1502#q7`);
    await page.locator("[data-kind=episodes]").click();
    is("nothing", await found("xylophone"), []);
    await axe("nothing found");
    is("told", await page.locator(".count").innerText(), "Nothing found for “xylophone”.");
    is("the list is back", [(await found("")).length, await page.locator(".groups").isVisible()], [0, true]);
    for (const odd of ["<b>", "\\", "%", "'", "()[", "a".repeat(5000), "🎧", "  x  "]) await found(odd);
    await page.goto(`${origin}/search/?q=zebra`);
    await page.waitForTimeout(400);
    is("an address", await page.locator(".hits h2 a").allInnerTexts(), ["Who can sign a check on Monday?"]);
    await page.goto(`${origin}/episodes/`);
    is("on the list", await found("zebra"), ["Who can sign a check on Monday?"]);
    await leave();
    const lost = await visit(name, "/nowhere/", { quiet: true });
    await lost.page.locator("#find").fill("zebra");
    await lost.page.waitForTimeout(500);
    lost.is("where nothing is", await lost.page.locator(".hits h2 a").allInnerTexts(), ["Who can sign a check on Monday?"]);
    await lost.leave();
    const broken = await visit(name, "/search/", { quiet: true, before: (page) => page.route("**/search/index.json", (route) => route.abort()) });
    await broken.page.locator("#find").fill("zebra");
    await broken.page.waitForTimeout(500);
    broken.is("when it cannot be loaded", await broken.page.locator(".count").innerText(), "The search could not be loaded.");
    await broken.leave();
  },

  async "axe, at rest and playing"(name) {
    for (const [width, colorScheme] of [[390, "light"], [390, "dark"], [1280, "light"], [1280, "dark"]]) {
      const { page, is, play, axe, ids, leave } = await visit(`${name} ${width} ${colorScheme}`, TALK, { width, height: 844, colorScheme });
      await axe("at rest");
      await ids("at rest");
      if (width === 390) is("the kit is on the first screen", (await page.locator(".strip .button").boundingBox()).y + 46 <= 844, true);
      await play();
      await axe("playing");
      is("small targets", await page.evaluate(() => [...document.querySelectorAll(".player button, .player select, .player [role=slider], .dock button")].filter((element) => element.checkVisibility() && (element.getBoundingClientRect().height < 44 || element.getBoundingClientRect().width < 44)).map((element) => element.outerHTML.slice(0, 60))), []);
      await leave();
    }
    const narrow = await visit(`${name} 320`, TALK, { width: 320, height: 700 });
    narrow.is("no sideways scrolling", await narrow.page.evaluate(() => document.scrollingElement.scrollWidth), 320);
    await narrow.leave();
  },
};

const started = Date.now();
let done = 0;
for (const [name, run] of Object.entries(cases)) {
  if (only && !name.includes(only)) continue;
  try {
    await run(name);
  } catch (error) {
    problems.push(`${name}: ${error.message.split("\n")[0]}`);
  }
  done++;
}
await browser.close();
server.close();
for (const line of [...new Set(problems)]) console.log(`  ${line}`);
console.log(`player and search: ${done} stories in ${((Date.now() - started) / 1000).toFixed(0)} s, ${problems.length === 0 ? "nothing wrong" : `${new Set(problems).size} problems`}`);
process.exit(problems.length === 0 ? 0 : 1);
