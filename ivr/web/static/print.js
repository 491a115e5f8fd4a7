// The card's button: without a script there is none, and the browser's own menu prints.
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
