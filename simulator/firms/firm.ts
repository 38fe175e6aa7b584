/** Somebody who works at a firm. */
export interface StaffMember {
  readonly first: string;
  readonly last: string;
  readonly role: string;
  /** Index of their division. */
  readonly division: number;
  /** Who can sign in has a user name, and says what is kept from them. */
  readonly login?: {
    readonly username: string;
    readonly email: string;
    readonly sees: "everything" | "all but partners' matters" | "unrestricted matters";
    readonly closedCollections?: readonly string[];
  };
}

/** A town with what addresses and telephone numbers there have in common. */
export interface Place {
  readonly city: string;
  readonly state: string | null;
  readonly postCodes: readonly string[];
  readonly phoneArea: number;
}

/** A field of a data collection: its name, label, data type and values it may have. */
export type CollectionField = readonly [name: string, label: string, dataType: string, values: readonly (string | null)[]];

/** Persons, companies or either. */
export type Parties = "people" | "companies" | "anybody";

/** A kind of matter: its workflow and the words its rows are written in. Braces are filled in: `{client}`. */
export interface MatterKind {
  readonly name: string;
  readonly description: string;
  /** Participant type of the primary participant, and of the others that may take part. */
  readonly role: string;
  readonly others: readonly string[];
  /** Who comes with such a matter, and against whom. */
  readonly clients: Parties;
  readonly against: Parties;
  readonly steps: readonly string[];
  readonly titles: readonly string[];
  readonly tasks: readonly string[];
  readonly work: readonly string[];
  readonly notes: readonly string[];
  readonly documents: readonly string[];
  readonly folders: readonly string[];
  readonly collection: {
    readonly name: string;
    readonly label: string;
    readonly description: string;
    readonly fields: readonly CollectionField[];
  };
}

/** A law firm in words; `build.ts` makes an organisation of it. */
export interface Firm {
  readonly orgkey: string;
  readonly name: string;
  readonly region: string;
  readonly timeZone: string;
  readonly country: string;
  readonly dialing: number;
  /** Area codes of mobile telephones, where these have their own. */
  readonly mobileAreas?: readonly number[];
  readonly domain: string;
  readonly currency: string;
  readonly divisions: readonly {
    readonly name: string;
    readonly place: number;
    readonly timeZone: string;
    readonly parent?: number;
  }[];
  readonly staff: readonly StaffMember[];
  readonly firstNames: { readonly F: readonly string[]; readonly M: readonly string[] };
  readonly lastNames: readonly string[];
  readonly companies: readonly string[];
  /** Names of the others on a matter, by participant type. */
  readonly others: Readonly<Record<string, readonly string[]>>;
  readonly places: readonly Place[];
  readonly streets: readonly string[];
  readonly taxCodes: readonly (readonly [code: string, description: string, percentage: string])[];
  /** A tax code no longer used, and the index of the one that replaced it. */
  readonly formerTaxCode: {
    readonly code: string;
    readonly description: string;
    readonly percentage: string;
    readonly until: string;
    readonly next: number;
  };
  readonly rates: readonly (readonly [name: string, rate: string, costRate: string])[];
  readonly kinds: readonly MatterKind[];
  readonly courts: readonly string[];
  readonly culturalIdentities: readonly string[];
  readonly languages: readonly string[];
}
