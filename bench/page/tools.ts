// Types of tools.js, which runs in every page before the app does. It is plain JavaScript, so that no compiler's
// helpers are missing in the page.

/** Milliseconds from the press of the sign-in button. */
export interface DeviceTimes {
  visible: number;
  complete: number;
}

export interface FloorTimes {
  /** Lines parsed and stored. */
  parsed: number;
  /** Lines stored as the text they are. */
  text: number;
  lines: number;
}

export interface PageTools {
  /** Resolves when the device's database says that every scope is there and the first pull has ended. */
  watchColdSync(database: string): Promise<DeviceTimes>;
  /** `waypost:list-painted`, in milliseconds since the navigation. */
  listPainted(): Promise<number>;
  /** The same fill, fetched again and stored barely, in chunks of 5,000 lines. */
  floor(credentials: { tenant: string; email: string; password: string }): Promise<FloorTimes>;
  /** Paths of the scripts that were asked for before the list was painted. */
  firstScripts(): Promise<string[]>;
}
