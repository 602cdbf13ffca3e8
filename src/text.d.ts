/** Text files that the build puts into the code: migrations and the price table. */
declare module '*.sql' {
  const text: string;
  export default text;
}
declare module '*.yaml' {
  const text: string;
  export default text;
}
