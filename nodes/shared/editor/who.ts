/** `company administrator` as the name of a text: `companyAdministrator`. */
export const whoKey = (who: string) => who.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
