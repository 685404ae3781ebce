/* Reads back what is typed in the form of a figure: value in the ledger's unit, period, neighbours. */
"use strict";
(() => {
  const value = document.querySelector("[data-reading]");
  if (!value) return;
  const form = value.form;
  const names = ["indicator", "industry", "scope", "period", "value", "entry", "baseline", "baseline_period", "due_on"];
  const fields = names.map((name) => form.elements[name]).filter((field) => field instanceof Element);
  const pk = location.pathname.match(/\/(\d+)\/change\/$/);

  let waiting;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask(), 250);
  };

  const place = (field) => {
    const id = `${field.id}_reading`;
    let line = document.getElementById(id);
    if (!line) {
      line = document.createElement("p");
      line.id = id;
      line.className = "reading";
      line.setAttribute("aria-live", "polite");
      const row = field.closest(".flex-container") || field.parentElement;
      row.after(line);
    }
    return line;
  };

  /* Offer the units of the indicator alone. What was chosen stays chosen, or nothing is: a browser does
     not send a choice that is disabled, and the figure would be taken to be in the indicator's own unit. */
  const narrow = (unit) => {
    const entry = form.elements.entry;
    const name = entry.selectedOptions[0] ? entry.selectedOptions[0].text : "";
    for (const group of entry.querySelectorAll("optgroup")) {
      group.hidden = group.disabled = Boolean(unit) && group.label !== unit;
    }
    if (!entry.value || !entry.selectedOptions[0].parentElement.disabled) return false;
    const same = [...entry.querySelectorAll("optgroup:not([disabled]) option")].find((option) => option.text === name);
    entry.value = same ? same.value : "";
    return true;
  };

  const show = (answer) => {
    if (narrow(answer.unit)) return soon();
    for (const field of fields) {
      const said = [answer[field.name], field === value ? answer.beside : ""].filter(Boolean).join(" ");
      if (said || document.getElementById(`${field.id}_reading`)) place(field).textContent = said;
    }
  };

  let asked = 0;
  const ask = async () => {
    const mine = ++asked;
    const query = new URLSearchParams(fields.map((field) => [field.name, field.value]));
    if (pk) query.set("pk", pk[1]);
    // what nobody has typed anew is in the indicator's unit, whatever is chosen
    for (const field of fields) if (field.dataset.stood === field.value) query.append("stood", field.name);
    const answer = await fetch(`${value.dataset.reading}?${query}`, { headers: { Accept: "application/json" } });
    // an answer that comes late is not about what stands there now
    if (answer.ok && !answer.redirected && mine === asked) show(await answer.json());
  };

  for (const field of fields) {
    field.addEventListener("input", soon);
    field.addEventListener("change", soon);
  }
  // choosing in a searched list is told to jQuery only
  window.django.jQuery(form).on("change", "select", soon);
  ask();
})();
