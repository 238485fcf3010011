// Forms that say what is missing in words, under the field. Without this script the browser's own checks and the plain form do the work.
for (const form of document.querySelectorAll("form.form")) {
  const button = form.querySelector(".send button");
  const label = button.lastElementChild;
  const words = label.textContent;
  form.noValidate = true;

  const wrong = (field) => {
    if (field.validity.valueMissing || (field.required && !field.value.trim())) return form.dataset.empty;
    // Browsers take a@b for an address; nobody can be reached there.
    if (field.type === "email" && field.value && !/^\S+@\S+\.\S+$/.test(field.value.trim())) return form.dataset.email;
    return field.validity.valid ? "" : form.dataset[field.type] || field.validationMessage;
  };
  const clear = (field) => {
    document.getElementById(field.id + "-error")?.remove();
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  };
  const tell = (field, message) => {
    const error = form.querySelector("template").content.firstElementChild.cloneNode(true);
    error.id = field.id + "-error";
    error.lastElementChild.textContent = message;
    field.after(error);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", error.id);
  };
  const busy = (is) => {
    label.textContent = is ? form.dataset.sending : words;
    is ? button.setAttribute("aria-disabled", "true") : button.removeAttribute("aria-disabled");
  };

  form.addEventListener("input", (event) => event.target.id && clear(event.target));
  form.addEventListener("submit", (event) => {
    const fields = [...form.querySelectorAll(".fields input, .fields textarea")];
    const isSending = button.hasAttribute("aria-disabled");
    fields.forEach(clear);
    const bad = fields.filter((field) => {
      const message = wrong(field);
      if (message) tell(field, message);
      return message;
    });
    if (isSending || bad.length) event.preventDefault();
    if (bad.length) bad[0].focus();
    else if (!isSending) {
      busy(true);
      // Where nothing answers, the form can be sent again.
      setTimeout(() => busy(false), 15000);
    }
  });
  // Whoever comes back with the browser's button finds the form as it was left, ready to be sent.
  addEventListener("pageshow", () => busy(false));
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  const label = button.lastElementChild;
  const words = label.textContent;
  label.setAttribute("aria-live", "polite");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    label.textContent = button.dataset.copied;
    setTimeout(() => (label.textContent = words), 2600);
  });
}

// Live sessions: a page moves on with the clock, never back, and tells its times on the reader's clock as well.
for (const at of document.querySelectorAll("[data-starts]")) {
  const starts = new Date(at.dataset.starts);
  const ends = new Date(at.dataset.ends);
  const states = ["coming", "live", "past"];
  const built = states.indexOf(at.dataset.state);
  const around = at.closest("li") || document;
  const turn = () => {
    const now = Date.now();
    const state = Math.max(built, now < starts ? 0 : now < ends ? 1 : 2);
    for (const part of around.querySelectorAll("[data-while]")) part.hidden = !part.dataset.while.includes(states[state]);
  };
  if (built < 2) turn(), setInterval(turn, 20000);

  const time = at.querySelector("time[data-here]");
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(at.dataset.starts) || [];
  const offset = Number(sign + "1") * (Number(hours) * 60 + Number(minutes));
  if (!time || offset === -starts.getTimezoneOffset()) continue;
  const here = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit", numberingSystem: "latn" });
  const words = document.createElement("span");
  words.className = "here";
  words.textContent = time.dataset.here.replace("{time}", here.format(starts));
  time.after(" ", words);
}
