// Writes while a browser looks on: update, error panel, recovery, exchange of a style sheet, kept scroll place and playback.
//
//   node watch.mjs TURNTABLE SHOW [PICTURES]      the program, the folder of a show to write in, and where to put pictures of the panel

import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const [program, show] = [resolve(process.argv[2]), resolve(process.argv[3])];
const pictures = process.argv[4];
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--mute-audio"];
const DEADLINE = 60_000;

const problems = [];
let looked = 0;
const holds = (what, is, more = "") => {
  looked += 1;
  if (!is) problems.push(`${what}${more === "" ? "" : ` (${JSON.stringify(more)})`}`);
};

const episode = join(show, "content/episodes/001-first/index.md");
const style = join(show, "themes/own/assets/style.css");
const read = (file) => readFileSync(file, "utf8");
const edit = (file, from, to) => {
  const text = read(file);
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  writeFileSync(file, text.replace(from, to));
};

const child = spawn(program, ["watch", "--port", "0", "--format", "json", "--as-of", "2026-06-01T12:00:00Z", "--follow", "--root", show], { stdio: ["ignore", "pipe", "inherit"] });
const site = await new Promise((ready, fail) => {
  let address = null;
  child.on("exit", (code) => fail(new Error(`watch ended with ${code}`)));
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = JSON.parse(line);
    if (event.event === "open") address = event.site;
    if (event.event === "build" && event.ok) ready(address);
    if (event.event === "build" && !event.ok && process.env.DEBUG) console.log(line);
  });
});
const page1 = `${site}episodes/first/`;

const browser = await chromium.launch({ executablePath, args: FLAGS });
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
const page = await context.newPage();
page.setDefaultTimeout(DEADLINE);
page.on("pageerror", (error) => problems.push(`script: ${error.message}`));
const until = (what, condition, argument) => page.waitForFunction(condition, argument, { timeout: DEADLINE, polling: 20 }).catch((error) => { throw new Error(`${what}: ${error.message.split("\n")[0]}`); });
const panel = page.locator("turntable-watch .panel");
const pill = page.locator("turntable-watch button.pill");
const picture = (name) => (pictures ? page.screenshot({ path: join(pictures, `${name}.png`) }) : null);

async function updates() {
  await page.goto(page1, { waitUntil: "load" });
  await page.evaluate(() => scrollTo(0, 900));
  const before = await page.evaluate(() => scrollY);
  edit(episode, "Dev tells what stops first.", "Dev tells what stops second.");
  await until("the new words", () => document.body.innerText.includes("what stops second"));
  await until("the place", (y) => Math.abs(scrollY - y) < 3, before);
  holds("the place on the page is kept", before > 500, before);
}

async function exchangesStyles() {
  await page.evaluate(() => { window.__mark = 1; scrollTo(0, 700); });
  edit(style, "rgb(255, 255, 255)", "rgb(10, 20, 30)");
  await until("the new colour", () => getComputedStyle(document.body).backgroundColor === "rgb(10, 20, 30)");
  holds("a style sheet is exchanged without loading the page", await page.evaluate(() => window.__mark === 1));
  await until("the old sheet to go", () => document.querySelectorAll("link[rel~=stylesheet]").length === 1);
  holds("the page stays where it is", (await page.evaluate(() => scrollY)) === 700);
  edit(style, "rgb(10, 20, 30)", "rgb(255, 255, 255)");
  await until("the old colour", () => getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)");
}

async function keepsPlaying() {
  await page.locator("body").click({ position: { x: 5, y: 5 } });
  await page.evaluate(async () => {
    const player = document.querySelector("audio");
    player.currentTime = 0;
    await player.play();
  });
  await until("the player to have loaded", () => document.querySelector("audio").currentTime > 0.2);
  await page.evaluate(() => { document.querySelector("audio").currentTime = 20; });
  await until("the player to go on", () => document.querySelector("audio").currentTime > 20.1);
  await page.evaluate(() => { window.__mark = 2; });
  edit(episode, "what stops second", "what stops third");
  await until("the page to be loaded again", () => window.__mark === undefined && document.body.innerText.includes("what stops third"));
  await until("the player to go on where it was", () => { const player = document.querySelector("audio"); return player && !player.paused && player.currentTime > 20 && player.currentTime < 35; });
  holds("playback goes on where it was", true);
  await page.evaluate(() => document.querySelector("audio").pause());
}

async function showsMistakes() {
  await page.evaluate(() => { window.__mark = 3; });
  edit(episode, "number: 1", "number: one");
  await panel.waitFor({ state: "visible" });
  await picture("panel");
  const text = (await panel.innerText()).replace(/\s+/g, " ");
  for (const words of ["One thing to fix before this page can update", "last good version, from", "content/episodes/001-first/index.md:4:9", "Fix", "Why", "turntable explain", "Nothing was published", "Open in my editor", "Hide"]) {
    holds(`the panel says ${words}`, text.includes(words), text);
  }
  holds("four lines are shown", (await panel.locator("pre > span:not(.label)").count()) === 4);
  holds("the mistake is marked", (await panel.locator("mark").innerText()) === "one");
  holds("the last good page is still there", await page.evaluate(() => window.__mark === 3 && document.body.innerText.includes("what stops third")));
  holds("the page's own styles do not reach the panel", (await panel.evaluate((box) => getComputedStyle(box).fontSize)) === "16px");
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document.querySelector("turntable-watch"), { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } }));
  for (const violation of result.violations) problems.push(`panel: axe ${violation.id}: ${violation.help}: ${violation.nodes.map((node) => node.target.join(" ")).join(" | ")}`);

  await panel.getByRole("button", { name: "Hide" }).focus();
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "hidden" });
  holds("a pill is left", (await pill.innerText()) === "1 to fix");
  holds("the focus is on it", await pill.evaluate((button) => button.getRootNode().activeElement === button));
  await page.keyboard.press("Enter");
  await panel.waitFor({ state: "visible" });
  holds("the focus is in the panel", await panel.evaluate((box) => box.getRootNode().activeElement === box));

  edit(episode, "number: one", "number: 1\nseason: two");
  await until("the other mistake", () => document.querySelector("turntable-watch").shadowRoot.querySelector(".panel").innerText.includes("season"));
  edit(episode, "\nseason: two", "");
  await panel.waitFor({ state: "hidden" });
  holds("nothing was loaded again for a page that did not change", await page.evaluate(() => window.__mark === 3));
}

async function showsWarnings() {
  // Other warnings may be there already.
  const was = (await pill.isVisible()) ? await pill.innerText() : "";
  edit(episode, "number: 1", "number: 1\nnumbr: 2");
  await pill.waitFor({ state: "visible" });
  await until(
    "the pill",
    (was) => {
      const words = document.querySelector("turntable-watch").shadowRoot.querySelector(".pill").textContent;
      return /to look at|to fix/.test(words) && words !== was;
    },
    was,
  );
  await picture("pill");
  await pill.click();
  await panel.waitFor({ state: "visible" });
  await picture("warnings");
  await page.keyboard.press("Escape");
  const before = await pill.innerText();
  edit(episode, "\nnumbr: 2", "");
  await until("one warning less", (words) => document.querySelector("turntable-watch").shadowRoot.querySelector(".pill").textContent !== words, before);
}

async function followsAndListens() {
  const privacy = join(show, "content/pages/privacy.md");
  mkdirSync(join(show, "content/pages"), { recursive: true });
  writeFileSync(privacy, "---\ntitle: Privacy\n---\nWe keep nothing.\n");
  await page.waitForURL(`${site}privacy/`, { timeout: DEADLINE });
  holds("the browser goes to the page that is written", true);
  await page.goto(page1, { waitUntil: "load" });
}

async function showsRightToLeft() {
  edit(episode, "title: Who can sign?", "title: من يستطيع التوقيع؟\nseason: اثنان");
  await panel.waitFor({ state: "visible" });
  await picture("panel-rtl");
  holds("the mark is on the Arabic word", (await panel.locator("mark").innerText()) === "اثنان");
  edit(episode, "title: من يستطيع التوقيع؟\nseason: اثنان", "title: Who can sign?");
  await panel.waitFor({ state: "hidden" });
}

async function saysWhenItHasStopped() {
  child.removeAllListeners("exit");
  const ended = new Promise((done) => child.on("exit", done));
  child.kill("SIGINT");
  holds("Ctrl-C ends it with 0", (await ended) === 0);
  await until("the pill", () => document.querySelector("turntable-watch").shadowRoot.querySelector(".pill").textContent.includes("has stopped"));
}

try {
  for (const step of [updates, exchangesStyles, keepsPlaying, showsMistakes, showsWarnings, followsAndListens, showsRightToLeft, saysWhenItHasStopped]) {
    const since = Date.now();
    try {
      await step();
    } catch (error) {
      problems.push(`${step.name}: ${error.message.split("\n")[0]}`);
    }
    if (process.env.DEBUG) console.log(`${step.name} ${Date.now() - since} ms`);
  }
} finally {
  await browser.close();
  child.removeAllListeners("exit");
  child.kill();
}
console.log(`${looked} things looked at while a show was written`);
for (const line of [...new Set(problems)]) console.log(`  ${line}`);
console.log(problems.length === 0 ? "nothing wrong" : `${new Set(problems).size} problems`);
process.exit(problems.length === 0 ? 0 : 1);
