import type { DeviceKind } from '../../shared/protocol/device.ts';

const browsers: readonly (readonly [sign: RegExp, name: string])[] = [
  [/\bEdgA?\/|\bEdgiOS\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/Chrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [sign: RegExp, name: string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
];

/**
 * What a device is called where people look for it: `Chrome on Android`, and whether it is a phone. Told by what the browser
 * says of itself; an iPad says that it is a Mac, but no Mac is touched.
 *
 * @param touchPoints how many fingers it can tell apart
 */
export function deviceName(userAgent: string, touchPoints: number): { kind: DeviceKind; name: string } {
  const isIpad = /\biPad\b/.test(userAgent) || (/\bMac OS X\b/.test(userAgent) && touchPoints > 1);
  const isPhone = /\biPhone\b/.test(userAgent) || (/\bMobi/.test(userAgent) && !isIpad);
  const isTablet = isIpad || (/\bAndroid\b/.test(userAgent) && !isPhone);
  const found = (list: typeof browsers) => list.find(([sign]) => sign.test(userAgent))?.[1];
  const system = isIpad && !isPhone ? 'iPad' : (found(systems) ?? 'an unknown system');
  return {
    kind: isPhone ? 'phone' : isTablet ? 'tablet' : 'computer',
    name: `${found(browsers) ?? 'A browser'} on ${system}`,
  };
}
