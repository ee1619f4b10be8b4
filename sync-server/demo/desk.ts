import type { NewPerson } from '../tenants/people.ts';
import type { NewField } from '../tenants/provision.ts';
import type { TicketSource } from './tickets.ts';

/** A tenant of the demo, in words; ids follow from them. */
export type DemoDesk = Omit<TicketSource, 'nameOf' | 'idOf'> & {
  name: string;
  people: Pick<NewPerson, 'name' | 'email' | 'role'>[];
  categories: string[];
  tags: string[];
  fields: Omit<NewField, 'id'>[];
  /** Of the chance its tickets are made with. */
  seed: number;
};
