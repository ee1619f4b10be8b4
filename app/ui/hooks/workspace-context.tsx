import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { Promises } from '../../../shared/rules/sla/of-ticket.ts';
import { isStaff } from '../../../shared/rules/permissions.ts';
import { roleOn } from '../../../shared/rules/scopes.ts';
import type { Account, Directory } from '../../queries/types.ts';
import { promisesOf, useDirectory } from '../../queries/directory.ts';
import { grantsIn } from '../words/choices.ts';
import { namesOf, type Names } from '../words/names.ts';

/** Who looks, and what their workspace calls things. */
export interface WorkspaceValue {
  account: Account;
  me: Account['person'];
  staff: boolean;
  directory: Directory;
  names: Names;
  /** What the tenant promises; null for requesters, who are not told. */
  promises: Promises | null;
  /** What stands here is read at the office: nothing of it is on this device, and nothing can be done to it. */
  reading: boolean;
}

const WorkspaceContext = createContext<WorkspaceValue | null>(null);

/** Reads the directory once for all screens under it. */
export function WorkspaceProvider({
  account,
  children,
}: {
  account: Account;
  children: ReactNode;
}): ReactNode {
  const directory = useDirectory();
  const value = useMemo(
    () => ({
      account,
      me: account.person,
      staff: isStaff(account.person.role),
      directory,
      names: namesOf(directory),
      promises: isStaff(account.person.role) ? promisesOf(directory) : null,
      reading: false,
    }),
    [account, directory],
  );
  return <WorkspaceContext value={value}>{children}</WorkspaceContext>;
}

/**
 * For a ticket under it: its person is there in the role in which they meet it, which for one that they filed and another
 * team works on is that of its requester.
 */
export function TicketWorkspace({
  teamId,
  children,
}: {
  teamId: string | null;
  children: ReactNode;
}): ReactNode {
  const workspace = useWorkspace();
  const value = useMemo(() => {
    const { me, directory } = workspace;
    const role = roleOn(grantsIn(directory, me), { teamId });
    if (role === me.role) return workspace;
    return { ...workspace, me: { ...me, role }, staff: isStaff(role), promises: null };
  }, [workspace, teamId]);
  return <WorkspaceContext value={value}>{children}</WorkspaceContext>;
}

/** For what is read under it: with the names of people whom this device may not know, as the server gave them along. */
export function ReadingWorkspace({
  known,
  children,
}: {
  known: ReadonlyMap<string, string>;
  children: ReactNode;
}): ReactNode {
  const workspace = useWorkspace();
  const value = useMemo(() => {
    const { names } = workspace;
    const person: Names['person'] = (id) => (id === null ? undefined : known.get(id)) ?? names.person(id);
    return { ...workspace, names: { ...names, person }, reading: true };
  }, [workspace, known]);
  return <WorkspaceContext value={value}>{children}</WorkspaceContext>;
}

export function useWorkspace(): WorkspaceValue {
  const value = useContext(WorkspaceContext);
  if (!value) throw new Error('a screen of the workspace stands outside of it');
  return value;
}
