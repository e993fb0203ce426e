import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

// Vue is told that this is no component of its own.
const isCustomElement = (tag) => tag === "case-portal";

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement } } })],
  build: { outDir: "../dist/vue", emptyOutDir: true, modulePreload: { polyfill: false } },
});
