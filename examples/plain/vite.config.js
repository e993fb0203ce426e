import { defineConfig } from "vite";

export default defineConfig({ build: { outDir: "../dist/plain", emptyOutDir: true, modulePreload: { polyfill: false } } });
