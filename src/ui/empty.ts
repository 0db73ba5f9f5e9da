// Stands in for react-devtools-core in the bundle (see tsdown.config.ts).
export default {};
