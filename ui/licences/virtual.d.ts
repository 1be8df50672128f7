/** What `licences/plugin.ts` makes when the page is built. */
declare module 'virtual:licences' {
  export type Licensed = {
    name: string;
    version: string;
    licence: string;
    /** Where its source is. */
    source: string;
  };
  export type Made = {
    packages: (Licensed & {
      /** Places in `texts`. */
      texts: number[];
    })[];
    texts: string[];
  };
  const made: Made;
  export default made;
}
