// Stands in, in the bundles, for packages that are never used (see esbuild.config.js).
export default {};
