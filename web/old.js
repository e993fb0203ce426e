// Only browsers without modules run this: they cannot run the app either.
document.getElementById("unable").hidden = false;
