/** The limits of product.md. Schemas, database and screens agree on them; lengths are in UTF-16 units as zod counts. */
export const limits = {
  title: 200,
  titleInForms: 5,
  description: 5_000,
  descriptionInForms: 10,
  message: 20_000,
  reason: 1_000,
  tagsPerTicket: 10,
  tagName: 30,
  tagDescription: 200,
  linksPerTicket: 200,
  filesPerTicket: 500,
  /** Files that go with one message. */
  filesAtOnce: 20,
  fileBytes: 25 * 1024 * 1024,
  fileName: 150,
  name: 50,
  personName: 100,
  address: 300,
  externalSource: 50,
  externalId: 100,
  fieldText: 1_000,
  fieldOptions: 100,
  fieldOption: 100,
  search: 100,
  /** What one condition of a policy may list. */
  slaConditions: 200,
  /** Notifications that one change marks as read. */
  noticesAtOnce: 200,
  checklistText: 200,
  checklistItems: 100,
  templateFields: 50,
  visitNote: 2_000,
  /** The longest visit. */
  visitDays: 31,
  minutesPerEntry: 1_440,
  /** People whom one message calls. */
  mentions: 20,
  /** Working windows of one day in a calendar. */
  windowsPerDay: 20,
  holidays: 500,
  /** The longest appointment. */
  appointmentDays: 31,
  /** Tickets that are changed in one step. */
  bulkTickets: 1_000,
  /** A mutation's arguments as JSON. */
  argumentChars: 256 * 1024,
} as const;
