import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The page is embedded in the program from internal/portal/site/dist. The
// server puts a nonce in the place of AZIMUTH_NONCE into each answer.
export default defineConfig({
  base: "/portal/",
  plugins: [react()],
  html: { cspNonce: "AZIMUTH_NONCE" },
  build: {
    outDir: "../internal/portal/site/dist",
    emptyOutDir: true,
    target: "es2022",
    // A page without inline scripts: every browser that is supported preloads by itself.
    modulePreload: { polyfill: false },
    // data: addresses would need a wider policy for images and fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
});
