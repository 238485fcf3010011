// Writes a show to play and to search: one talk of 28:14 with seven questions, an offer and a transcript of half an hour, a second one
// without questions, one in Arabic and one in Japanese. What is said is made of words from a list, always the same ones.
//
//   node talk.mjs FOLDER

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const folder = process.argv[2];
const put = (path, text) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const sound = (path, seconds, tone) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  execFileSync("ffmpeg", ["-loglevel", "error", "-f", "lavfi", "-i", `sine=frequency=${tone}:duration=${seconds}:sample_rate=22050`, "-filter:a", "volume=2", "-ac", "1", "-b:a", "32k", join(folder, path)]);
};

put("content/show.yaml", `title: People I’d Send You To
description: Interviews with the people Margo Ellison sends clients to.
base_url: https://talks.ellison.example/
language: en
author: Margo Ellison
owner: {name: Ellison Advisory, email: hello@ellison.example}
categories: [Business > Marketing]
cover: cover.png
hosts: [margo-ellison]
forms: {provider: netlify, consent: Okafor Estate Law sends the kit and one short note., privacy_url: /privacy/}
checks: {silent-audio: "off", bit-rate-too-low: "off", sample-rate-unusual: "off", no-photo: "off"}
`);
put("content/hosts/margo-ellison.md", "---\nname: Margo Ellison\nbusiness: Ellison Advisory\n---\nMargo asks the questions.\n");
put("content/partners/dev-okafor.md", "---\nname: Dev Okafor\nbusiness: Okafor Estate Law\ntagline: estate attorney for business owners\noffer: continuity\n---\nDev writes the page that lets somebody else sign.\n");
put("content/partners/sina-mueller.md", "---\nname: Sína Müller\n---\nShe keeps the books.\n");
put("content/offers/continuity/index.md", "---\ntitle: The Owner’s Continuity Kit\npromise: Somebody else can sign when you cannot.\nbutton: Send me the kit\nfile: kit.pdf\nowner: dev-okafor\n---\n");
put("content/offers/continuity/kit.pdf", "%PDF-1.4\n%%EOF\n");
put("content/pages/privacy.md", "---\ntitle: Privacy\n---\nWe keep your address until you say stop.\n");
execFileSync("ffmpeg", ["-loglevel", "error", "-f", "lavfi", "-i", "color=c=0x24284e:s=1400x1400", "-frames:v", "1", join(folder, "content/cover.png")]);

const WORDS = `the a and of to in is it that for on with as was at by an be this from or are not have but they you which one we all can her has had
who will more when if out so said what up its about than into them only some could time these two may then do first any my now such like our over
owner bank card payroll check sign paper name letter account partner truck invoice margin cash month lease landlord renewal letter court will estate
family foreman contract business customer number question answer meeting office password key safe drawer pen stamp notary signature authority form
Monday Tuesday week year morning evening call write keep lose find open close carry build break wait pay owe grow hire leave stay start stop`.split(/\s+/);
let state = 7;
const next = (below) => ((state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) >>> 8) % below;
const sentence = () => {
  const words = Array.from({ length: 12 + next(6) }, () => WORDS[next(WORDS.length)]);
  return `${words[0][0].toUpperCase()}${words.join(" ").slice(1)}.`;
};
const stamp = (at) => `${String(Math.floor(at / 3600)).padStart(2, "0")}:${String(Math.floor(at / 60) % 60).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}.000`;
const cues = [];
for (let at = 0; at < 1690; at += 6) {
  const said = at === 1002 ? "And that is where the zebra crossed the Königsstraße." : sentence();
  cues.push(`${stamp(at)} --> ${stamp(at + 6)}\n<v ${at % 60 < 12 ? "Margo Ellison" : "Dev Okafor"}>${said}\n`);
}
const question = (at, ask, label) => `  - {ask: "${ask}", label: "${label}", at: "${at}"}\n`;
put("content/episodes/004-who-can-sign/index.md", `---
title: Who can sign a check on Monday?
date: 2026-05-14
guests: [dev-okafor]
summary: What happens on the Monday after.
questions:
${question("0:00", "When an owner suddenly can’t work, what actually stops?", "Why does everything stop?")}${question("3:14", "So who can sign a check on Monday morning?", "Who can sign on Monday?")}${question("7:46", "I have a will. Isn’t that enough?", "Isn’t a will enough?")}${question("12:22", "What changes when there are two owners?", "Two owners")}${question("16:55", "What does it cost to leave it another year?", "What waiting costs")}${question("21:28", "If I only do one thing this week, what is it?", "What should I do this week?")}${question("25:02", "Where can someone start?", "Where to start")}quotes:
  - {text: "The business is fine. It just can’t move its own hands.", by: Dev Okafor, at: "0:21"}
offer_at: "25:02"
---
Most owners I know have a will. Almost none have a name on file at the bank.
`);
put("content/episodes/004-who-can-sign/transcript.vtt", `WEBVTT\n\n${cues.join("\n")}`);
sound("content/episodes/004-who-can-sign/talk.mp3", 1694, 220);
put("content/episodes/003-plain/index.md", "---\ntitle: Just a talk\ndate: 2026-04-14\nguests: [sina-mueller]\nsummary: No questions, no words.\noffer: none\n---\n");
sound("content/episodes/003-plain/talk.mp3", 40, 330);
put("content/episodes/002-tokyo/index.md", "---\ntitle: 東京の銀行の鍵\ndate: 2026-03-14\nguests: [sina-mueller]\nsummary: 鍵の話。\noffer: none\nquestions:\n  - {ask: 誰が鍵を持っていますか, at: \"0:05\"}\n---\n");
sound("content/episodes/002-tokyo/talk.mp3", 20, 440);
put("content/episodes/001-arabic/index.md", "---\ntitle: من يستطيع توقيع الشيك؟\ndate: 2026-02-14\nguests: [dev-okafor]\nsummary: عن التوقيع.\noffer: none\nquestions:\n  - {ask: ما الذي يتوقف فعلاً؟, at: \"0:05\"}\n---\n");
sound("content/episodes/001-arabic/talk.mp3", 20, 550);
