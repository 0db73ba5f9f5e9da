// Replaces packages that are never used in the bundles (see esbuild.config.js).
export default {};
