// Looks at a built site as a browser does. For every page: the HTML parses without an error. For a few pages of each kind, at the
// width of a phone and of a desk, light and dark: nothing on the console, no request to another host, no answer that failed, no
// violation that axe finds, no sideways scrolling, and the page still reads without scripts.
//
//   node check.mjs SITE [BASE-PATH]

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { parse } from "parse5";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const site = resolve(process.argv[2] ?? "public");
const base = process.argv[3] ?? "/";
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const VIEWS = [
  { width: 390, height: 844, colorScheme: "light" },
  { width: 1280, height: 900, colorScheme: "light" },
  { width: 1280, height: 900, colorScheme: "dark" },
];
const PAGES_OF_A_KIND = 3;
// Chromium asks Google's hosts for this and that at every start unless told not to.
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

const problems = [];
const problem = (page, words) => problems.push(`${page}: ${words}`);

function htmlFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".html"))
    .map((entry) => relative(site, join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/"))
    .sort();
}

/** `episodes/who-can-sign/index.html` is of the kind `episodes/*`; so is every other episode. */
function kind(file) {
  const parts = file.split("/");
  if (parts.at(-1) !== "index.html") return parts.length > 2 ? `${parts[0]}/*/${parts.at(-1)}` : file;
  return parts.length <= 2 ? file : [parts[0], ...parts.slice(1, -1).map(() => "*")].join("/");
}

function checkHtml(file) {
  const html = readFileSync(join(site, file), "utf8");
  const ids = new Set();
  const walk = (node) => {
    for (const { name, value } of node.attrs ?? []) {
      if (name !== "id") continue;
      if (ids.has(value)) problem(file, `two elements have the id ${value}`);
      ids.add(value);
    }
    for (const child of [...(node.childNodes ?? []), ...(node.content?.childNodes ?? [])]) walk(child);
  };
  walk(parse(html, { onParseError: (error) => problem(file, `HTML: ${error.code} at ${error.startLine}:${error.startCol}`) }));
  if (!/<html[^>]* lang=/.test(html)) problem(file, "the page does not say its language");
  if (!/<title>[^<]+<\/title>/.test(html)) problem(file, "the page has no title");
}

/** Where a page that only sends people on leads, or nothing. */
function leadsTo(file) {
  const refresh = /<meta http-equiv="refresh" content="\d+; *url=([^"]*)"/.exec(readFileSync(join(site, file), "utf8"));
  return refresh?.[1];
}

/** An old address must lead to a page that is there; a browser leaves it before it could be looked at. */
function checkOldAddress(file) {
  const path = decodeURI(new URL(leadsTo(file), "http://x").pathname).slice(base.length);
  if (!existsSync(join(site, path))) problem(file, `leads to ${leadsTo(file)}, which is not there`);
}

async function checkInBrowser(browser, origin, file, view) {
  const name = `${file} (${view.width} px, ${view.colorScheme})`;
  const context = await browser.newContext({ viewport: { width: view.width, height: view.height }, colorScheme: view.colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && problem(name, `console: ${message.text()}`));
  page.on("pageerror", (error) => problem(name, `script: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !/^(data|blob|about):/.test(request.url())) problem(name, `asks another host: ${request.url()}`);
  });
  page.on("response", (response) => response.status() >= 400 && problem(name, `${response.status()} for ${response.url()}`));
  const address = origin + base + file.replace(/(^|\/)index\.html$/, "$1");
  await page.goto(address, { waitUntil: "load", timeout: 30_000 });
  const sideways = await page.evaluate(() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth);
  if (sideways > 0) problem(name, `scrolls sideways by ${sideways} px`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), AXE_TAGS);
  for (const violation of violations) {
    const where = violation.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ");
    problem(name, `axe ${violation.id} (${violation.impact}), ${violation.nodes.length} times: ${violation.help}: ${where}`);
  }
  await context.close();
}

async function checkWithoutScripts(browser, origin, file) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(origin + base + file.replace(/(^|\/)index\.html$/, "$1"), { waitUntil: "load", timeout: 30_000 });
  const words = (await page.locator("body").innerText()).trim();
  if (words.length < 10) problem(file, "shows nothing without scripts");
  await context.close();
}

const files = htmlFiles(site);
if (files.length === 0) {
  console.error(`there are no pages in ${site}`);
  process.exit(1);
}
files.forEach(checkHtml);
files.filter(leadsTo).forEach(checkOldAddress);

const kinds = new Map();
for (const file of files.filter((file) => !leadsTo(file))) kinds.set(kind(file), [...(kinds.get(kind(file)) ?? []), file]);
const chosen = [...kinds.values()].flatMap((of) => of.slice(0, PAGES_OF_A_KIND));
const { server, origin } = await serve(site, base);
const browser = await chromium.launch({ executablePath, args: FLAGS });
try {
  for (const file of chosen) {
    // 404.html is only ever an answer; its own address is not special.
    for (const view of VIEWS) await checkInBrowser(browser, origin, file, view);
    await checkWithoutScripts(browser, origin, file);
  }
} finally {
  await browser.close();
  server.close();
}

console.log(`${files.length} pages parsed; ${chosen.length} of them, of ${kinds.size} kinds, looked at in ${VIEWS.length} views`);
for (const line of [...new Set(problems)]) console.log(`  ${line}`);
console.log(problems.length === 0 ? "nothing wrong" : `${new Set(problems).size} problems`);
process.exit(problems.length === 0 ? 0 : 1);
