import { generateKeyPairSync, randomUUID, sign, type KeyObject } from "node:crypto";
import type { Organisation } from "../database.js";
import type { Grant } from "./grants.js";

/** What an identity token is made of. */
export interface IdentityClaims {
  readonly issuer: string;
  readonly audience: string;
  readonly grant: Grant;
  readonly organisation: Organisation;
  /** Milliseconds. */
  readonly now: number;
  /** Seconds. */
  readonly lifetime: number;
}

/** Signs identity tokens with RS256 (protocol 1.6). */
export interface IdentitySigner {
  sign(claims: IdentityClaims): string;
  /** The answer of Actionstep's key document: the same key under each of its names (protocol 1.6). */
  publicKeys(): Readonly<Record<string, string>>;
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/** A signer with a key of its own, made when it is first needed: few tests ask for `openid`, and making one takes a while. */
export function createIdentitySigner(): IdentitySigner {
  let pair: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } | undefined;
  const keys = (): NonNullable<typeof pair> => (pair ??= generateKeyPairSync("rsa", { modulusLength: 2048 }));
  return {
    sign: ({ issuer, audience, grant: { person, nonce }, organisation, now, lifetime }) => {
      const iat = Math.floor(now / 1000);
      const claims = {
        aud: audience,
        iss: issuer,
        sub: String(person.userId),
        iat,
        nbf: iat,
        exp: iat + lifetime,
        jti: randomUUID(),
        email: person.email,
        name: person.displayName,
        orgkey: person.orgkey,
        // Filled only for applications embedded in a matter's page.
        action_id: null,
        action_type_id: null,
        action_type_name: null,
        timezone: organisation.timeZone,
        ...(nonce !== undefined && { nonce }),
      };
      const signed = `${encode({ typ: "JWT", alg: "RS256" })}.${encode(claims)}`;
      return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), keys().privateKey).toString("base64url")}`;
    },
    publicKeys: () => {
      const pem = keys().publicKey.export({ type: "spki", format: "pem" }).toString();
      const names = ["prod", "labs", "dev", "docker"].flatMap((name) => [`${name}_public_key`, `${name}_public_key_old`]);
      return Object.fromEntries(names.map((name) => [name, pem]));
    },
  };
}
