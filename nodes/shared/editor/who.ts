/** Turns `company administrator` into the key of its text: `companyAdministrator`. */
export const whoKey = (who: string) => who.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
