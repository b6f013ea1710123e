/** An attack that is more than a message through a node. @returns the faults that it found */
export type Scene = () => Promise<string[]>;
