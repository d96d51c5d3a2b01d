/** What follows, while planex is at work, on what a person does about a landing that waits for them. */
export const LANDS_BY_ITSELF = ', and the finished commit lands by itself';
