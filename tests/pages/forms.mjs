// Fills in the form of an offer in a browser, for every form service, with and without scripts, and compares what arrives at a real
// HTTP endpoint with what that service's documentation calls its fields. Then makes mistakes and listens to what the page says.
//
//   node forms.mjs TURNTABLE SHOW      the program, and the folder of the show that is copied for each service

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const [program, show] = [resolve(process.argv[2]), resolve(process.argv[3])];
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const problems = [];
const problem = (where, words) => problems.push(`${where}: ${words}`);
const same = (where, what, is, should) => {
  const [a, b] = [JSON.stringify(is), JSON.stringify(should)];
  if (a !== b) problem(where, `${what} is ${a}, should be ${b}`);
};

/** Takes forms as a service does: notes what arrives, then leads to the address that the form itself names, or says thank you. */
async function endpoint() {
  const arrived = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (piece) => (body += piece)).on("end", () => {
      if (request.method !== "POST") return response.writeHead(204).end();
      const fields = [...new URLSearchParams(body)];
      arrived.push({ path: request.url, type: request.headers["content-type"], fields });
      const next = ["_next", "_redirect", "redirect"].map((name) => fields.find(([key]) => key === name)?.[1]).find(Boolean);
      if (next) return response.writeHead(303, { location: next }).end();
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<!doctype html><html lang=en><title>Service</title><h1>The service says thank you</h1>");
    });
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { server, arrived, origin: `http://127.0.0.1:${server.address().port}` };
}

/** What each service is given, and the names under which it wants things. `lands`: whether the form can say where to lead. */
const plain = { email: "email", name: "name", news: "news", carried: (key) => key, lands: true };
const services = (origin) => ({
  netlify: { ...plain, netlify: true, decoy: "bot-field", more: { "form-name": "offer-continuity" } },
  formspree: { ...plain, endpoint: `${origin}/f/mbjvqyzn`, path: "/f/mbjvqyzn", decoy: "_gotcha", more: { _subject: TITLE, _next: THANKS } },
  web3forms: {
    ...plain, endpoint: `${origin}/submit?access_key=1a2b-3c4d`, path: "/submit", decoy: "botcheck",
    more: { access_key: "1a2b-3c4d", subject: TITLE, from_name: SHOW, redirect: THANKS },
  },
  basin: { ...plain, endpoint: `${origin}/f/0a1b2c`, path: "/f/0a1b2c", decoy: "_gotcha", more: { _subject: TITLE, _redirect: THANKS } },
  mailchimp: {
    endpoint: `${origin}/subscribe/post?u=1a2b&id=3c4d`, path: "/subscribe/post", decoy: "b_1a2b_3c4d", more: { u: "1a2b", id: "3c4d" },
    email: "EMAIL", name: "FNAME", news: "NEWS", carried: (key) => key.toUpperCase(), lands: false,
  },
  kit: {
    endpoint: `${origin}/forms/1234567/subscriptions`, path: "/forms/1234567/subscriptions", decoy: "_gotcha", more: {},
    email: "email_address", name: "fields[first_name]", news: "fields[news]", carried: (key) => `fields[${key}]`, lands: false,
  },
  buttondown: {
    endpoint: `${origin}/api/emails/embed-subscribe/okafor`, path: "/api/emails/embed-subscribe/okafor", decoy: "_gotcha", more: { embed: "1" },
    email: "email", name: "metadata__first_name", news: "metadata__news", carried: (key) => `metadata__${key}`, lands: false,
  },
  endpoint: { ...plain, endpoint: `${origin}/kit`, path: "/kit", decoy: "_gotcha", more: { subject: TITLE, redirect: THANKS } },
});

const [TITLE, SHOW] = ["The Owner’s Continuity Kit & more", "People I'd Send You To"];
// A public name, which the browser is told to look for on this machine.
const origin = "https://talks.ellison.example";
const THANKS = `${origin}/offers/continuity/thanks/`;

/** A copy of the show with this service, built. */
function build(name, service) {
  const folder = mkdtempSync(join(tmpdir(), "turntable-forms-"));
  cpSync(show, folder, { recursive: true });
  const at = join(folder, "content/show.yaml");
  const endpoint = service.endpoint ? `\n  endpoint: "${service.endpoint}"` : "";
  const yaml = readFileSync(at, "utf8");
  writeFileSync(at, yaml.replace(/^ {2}provider:.*$/m, `  provider: ${name}${endpoint}`));
  const tell = (error) => `${error.stdout ?? ""}${error.stderr ?? ""}`;
  try {
    execFileSync(program, ["build", "--root", folder, "--as-of", "2026-06-01T12:00:00Z"], { encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    throw new Error(`${name} does not build:\n${tell(error)}`, { cause: error });
  }
  return folder;
}

const typed = { name: "Zoë “Zed” Ångström & co", email: "zoe+kit@garage.example" };

async function send(page, service, address, tick) {
  await page.goto(address, { waitUntil: "load" });
  const form = page.locator("form[name=offer-continuity]");
  await form.locator(`[name="${service.name}"]`).fill(typed.name);
  await form.locator(`[name="${service.email}"]`).fill(typed.email);
  if (await form.locator("input[type=checkbox]").isChecked()) problem(address, "the box for news is ticked before");
  if (tick) await form.locator("input[type=checkbox]").check();
  await Promise.all([page.waitForNavigation({ timeout: 10_000 }), form.locator("button").click()]);
}

function compare(where, service, got, credit, tick) {
  same(where, "the path", got.path, service.path);
  same(where, "the encoding", got.type, "application/x-www-form-urlencoded");
  const carried = Object.fromEntries(Object.entries(credit).map(([key, value]) => [service.carried(key), value]));
  const should = { ...service.more, ...carried, [service.decoy]: "", [service.name]: typed.name, [service.email]: typed.email };
  if (tick) should[service.news] = "yes";
  same(where, "what arrived", Object.fromEntries([...got.fields].sort()), Object.fromEntries(Object.entries(should).sort()));
  same(where, "the number of fields", got.fields.length, Object.keys(should).length);
}

async function checkService(browser, name, taken) {
  const given = services(taken.origin)[name];
  const folder = build(name, given);
  site.folder = await serve(join(folder, "public"));
  site.takes = given.netlify ? taken.arrived : null;
  if (given.netlify) given.path = "/offers/continuity/thanks/";
  const ways = [
    { address: `${origin}/episodes/first/`, credit: { offer: "continuity", partner: "dev-okafor", episode: "first" } },
    { address: `${origin}/go/dev-okafor/continuity/`, credit: { offer: "continuity", partner: "dev-okafor" } },
    { address: `${origin}/offers/continuity/`, credit: { offer: "continuity" } },
  ];
  for (const javaScriptEnabled of [true, false]) {
    for (const [index, { address, credit }] of ways.entries()) {
      const where = `${name}, ${javaScriptEnabled ? "with" : "without"} scripts, ${new URL(address).pathname}`;
      const context = await browser.newContext({ javaScriptEnabled });
      const page = await context.newPage();
      page.on("pageerror", (error) => problem(where, `script: ${error.message}`));
      try {
        const before = taken.arrived.length;
        await send(page, given, address, index === 0);
        same(where, "how often it arrived", taken.arrived.length - before, 1);
        compare(where, given, taken.arrived.at(-1) ?? { fields: [] }, credit, index === 0);
        same(where, "where the visitor lands", page.url(), given.lands ? THANKS : taken.origin + given.path);
        sent += 1;
      } catch (error) {
        problem(where, error.message.split("\n")[0]);
      }
      await context.close();
    }
  }
  if (given.netlify) await checkNetlifyMarks(browser, `${origin}/offers/continuity/`);
  if (name === "formspree") {
    for (const colorScheme of ["light", "dark"]) await checkMistakes(browser, `${origin}/episodes/first/`, colorScheme, taken);
    await checkWithoutScript(browser, `${origin}/offers/continuity/`, taken);
    await checkThanks(browser, folder);
    await checkGuest(browser, taken);
  }
  site.folder.server.close();
  rmSync(folder, { recursive: true, force: true });
}

/** The site of the service that is looked at; on Netlify the site itself takes forms, and answers with the page they are sent to. */
const site = { folder: null, takes: null };
function certificate() {
  const folder = mkdtempSync(join(tmpdir(), "turntable-forms-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=talks.ellison.example", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, ...subject], { stdio: "pipe" });
  const pair = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return pair;
}

async function serveSite() {
  const server = createSecureServer(certificate(), async (request, response) => {
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += piece;
    if (request.method === "POST") site.takes?.push({ path: request.url, type: request.headers["content-type"], fields: [...new URLSearchParams(body)] });
    const answer = await fetch(site.folder.origin + request.url);
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return server;
}

/** What Netlify reads from the page when it is deployed. */
async function checkNetlifyMarks(browser, address) {
  const page = await browser.newPage();
  await page.goto(address);
  const form = page.locator("form[name=offer-continuity]");
  same("netlify", "data-netlify", await form.getAttribute("data-netlify"), "true");
  same("netlify", "netlify-honeypot", await form.getAttribute("netlify-honeypot"), "bot-field");
  await page.close();
}

async function violations(page, where) {
  await page.evaluate(axe);
  const result = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), AXE_TAGS);
  for (const violation of result.violations) {
    problem(where, `axe ${violation.id}: ${violation.help}: ${violation.nodes.map((node) => node.target.join(" ")).join(" | ")}`);
  }
}

/** Nothing filled in, then half an address, then a right one on a line that is slow. */
async function checkMistakes(browser, address, colorScheme, taken) {
  const where = `mistakes, ${colorScheme}`;
  const context = await browser.newContext({ colorScheme, viewport: { width: 390, height: 844 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(address, { waitUntil: "load" });
  const before = taken.arrived.length;
  const form = page.locator("form[name=offer-continuity]");
  const [name, email, button] = [form.locator("[name=name]"), form.locator("[name=email]"), form.locator(".send button")];
  const said = async () => {
    const id = await email.getAttribute("aria-describedby");
    return id ? (await page.locator(`[id="${id}"]`).innerText()).trim() : null;
  };
  const hasFocus = () => email.evaluate((field) => field === document.activeElement);

  await name.fill("Zoë");
  await button.click();
  same(where, "what is said of an empty field", await said(), "This is needed before it can be sent.");
  same(where, "the field in focus", await hasFocus(), true);
  same(where, "aria-invalid", await email.getAttribute("aria-invalid"), "true");
  same(where, "pictures beside the words", await form.locator(".error svg").count(), 1);
  await violations(page, `${where}, empty`);

  await email.pressSequentially("jo@garage");
  same(where, "the message while typing", await said(), null);
  await button.click();
  same(where, "what is said of half an address", await said(), "That doesn’t look like an email address. It should read like name@example.com.");
  same(where, "what was typed", [await name.inputValue(), await email.inputValue()], ["Zoë", "jo@garage"]);
  await violations(page, `${where}, half an address`);
  if (process.env.PICTURES) await form.screenshot({ path: join(process.env.PICTURES, `error-${colorScheme}.png`) });
  same(where, "what was sent with mistakes in it", taken.arrived.length - before, 0);

  await email.fill("jo@garage.example");
  // Held back by the test, so that the page stands still while it is sent. Twice, as impatient people click.
  const went = await form.evaluate((element) => {
    globalThis.went = 0;
    globalThis.hold = (event) => { globalThis.went += event.defaultPrevented ? 0 : 1; event.preventDefault(); };
    element.addEventListener("submit", globalThis.hold);
    for (const _ of [1, 2]) element.querySelector(".send button").click();
    return globalThis.went;
  });
  same(where, "how often two clicks send it", went, 1);
  same(where, "the button while it is sent", [(await button.innerText()).trim(), await button.getAttribute("aria-disabled")], ["Sending…", "true"]);
  await violations(page, `${where}, while it is sent`);
  // Back from the next page: the form is as it was left.
  await page.evaluate(() => { dispatchEvent(new Event("pageshow")); });
  same(where, "the button afterwards", [(await button.innerText()).trim(), await button.getAttribute("aria-disabled")], ["Send me the kit", null]);
  await form.evaluate((element) => element.removeEventListener("submit", globalThis.hold));
  await Promise.all([page.waitForURL("**/thanks/", { timeout: 10_000 }), button.click()]);
  same(where, "how often it was sent", taken.arrived.length - before, 1);
  await context.close();
}

/** Without script the browser itself holds an empty field back. */
async function checkWithoutScript(browser, address, taken) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(address);
  const before = taken.arrived.length;
  await page.locator("form[name=offer-continuity] button").click();
  await page.waitForTimeout(300);
  same("without scripts", "what an empty form sends", [page.url(), taken.arrived.length - before], [address, 0]);
  await context.close();
}

/** Nothing leads to the file before the request; the page after it does. */
async function checkThanks(browser, folder) {
  const page = await browser.newPage();
  await page.goto(`${origin}/offers/continuity/thanks/`);
  const file = await page.locator("a[download]").getAttribute("href");
  same("thanks", "the file", (await fetch(site.folder.origin + file)).status, 200);
  await violations(page, "thanks");
  const texts = readdirSync(join(folder, "public"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(html|xml|json|txt|m3u8|ics|vtt)$|^_/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const leads = texts.filter((path) => readFileSync(path, "utf8").includes(file.slice(1)));
  same("thanks", "what leads to the file", leads.map((path) => path.slice(folder.length + 1)), ["public/offers/continuity/thanks/index.html"]);
  await page.close();
}

async function checkGuest(browser, taken) {
  const page = await browser.newPage();
  await page.goto(`${origin}/be-a-guest/`);
  await page.locator("[name=email]").fill(typed.email);
  await page.locator("[name=topic]").fill("Who may sign?\nToday?");
  await Promise.all([page.waitForNavigation(), page.locator("form button").click()]);
  same("be a guest", "where the visitor lands", page.url(), `${origin}/be-a-guest/thanks/`);
  const got = Object.fromEntries(taken.arrived.at(-1).fields);
  same("be a guest", "what arrived", [got.email, got.topic, got.name, got._gotcha], [typed.email, "Who may sign?\r\nToday?", "", ""]);
  await violations(page, "be a guest, afterwards");
  await page.close();
}

let sent = 0;
const taken = await endpoint();
const front = await serveSite();
const MAP = `--host-resolver-rules=MAP talks.ellison.example 127.0.0.1:${front.address().port}`;
const browser = await chromium.launch({ executablePath, args: [...FLAGS, MAP, "--ignore-certificate-errors"] });
try {
  for (const name of Object.keys(services(taken.origin))) await checkService(browser, name, taken);
} finally {
  await browser.close();
  taken.server.close();
  front.close();
}
console.log(`${sent} forms of ${Object.keys(services("")).length} services filled in and sent`);
for (const line of [...new Set(problems)]) console.log(`  ${line}`);
console.log(problems.length === 0 ? "nothing wrong" : `${new Set(problems).size} problems`);
process.exit(problems.length === 0 ? 0 : 1);
