// The page with the embed code: a button at each code that copies it. Without this file the code can be selected.
for (const code of document.querySelectorAll("pre")) {
  const button = document.createElement("button");
  const said = document.createElement("span");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-describedby", code.id);
  said.className = "said";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      said.textContent = "Copied";
    } catch { // no permission, or a page without TLS
      getSelection().selectAllChildren(code);
      said.textContent = "Selected: press Ctrl+C, or Cmd+C on a Mac";
    }
    setTimeout(() => said.replaceChildren(), 6000);
  });
  const row = document.createElement("p");
  row.className = "copying";
  row.append(button, said);
  code.after(row);
}
