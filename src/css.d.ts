/** Style sheets are imported for their effect. Next says the same in a file that it writes at its first run. */
declare module '*.css' {}
