import { errors, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod/mini';
import { roleSchema } from '../../shared/model/directory.ts';
import { idSchema } from '../../shared/model/ids.ts';
import { CodedError } from '../errors.ts';

export const ACCESS_SECONDS = 15 * 60;
const ISSUER = 'waypost';
const ALGORITHM = 'HS256';

const claimsSchema = z.object({ sub: idSchema, tid: idSchema, sid: idSchema, role: roleSchema });

/** sub: person, tid: tenant, sid: session. The role is a hint for the holder; the server asks the database. */
export type Claims = z.infer<typeof claimsSchema>;

export function issueAccessToken(key: Uint8Array, claims: Claims, nowMs: number): Promise<string> {
  const seconds = Math.floor(nowMs / 1000);
  return new SignJWT({ tid: claims.tid, sid: claims.sid, role: claims.role })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
    .setSubject(claims.sub)
    .setIssuer(ISSUER)
    .setAudience(ISSUER)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + ACCESS_SECONDS)
    .sign(key);
}

/** @throws {CodedError} 401 `token-expired`: refresh; 401 `token-invalid`: not one of ours. */
export async function verifyAccessToken(key: Uint8Array, token: string, nowMs: number): Promise<Claims> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM], // or the token would choose, "none" included
      issuer: ISSUER,
      audience: ISSUER,
      currentDate: new Date(nowMs),
      requiredClaims: ['exp', 'iat'],
    });
    return claimsSchema.parse(payload);
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw new CodedError('token-expired', 401, 'The access token has expired.');
    }
    throw new CodedError('token-invalid', 401, 'The access token is not valid.');
  }
}
