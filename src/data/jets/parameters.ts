/** What started the jet. "light" is u, d or s. */
export const FLAVOURS = ["b", "c", "light", "gluon"] as const;
export type Flavour = (typeof FLAVOURS)[number];

/** Version of the generator: the same version, seed and stream give the same jets. */
export const GENERATOR_VERSION = 1;

/** The knobs of the toy. Conclusions drawn from it must be stable under a scan of each. */
export interface JetParameters {
  /** Factor on the proper lifetimes of b and c hadrons; 0 makes them decay where they are made. */
  readonly lifetime: number;
  /** Factor on the fractions of semileptonic decays. */
  readonly leptons: number;
  /** Resolution of d0 = a ⊕ b / (pT √sin θ): a in cm, b in GeV cm. */
  readonly d0Constant: number;
  readonly d0Scattering: number;
  /** Mean charged and neutral candidates of other collisions in the cone, after PUPPI. */
  readonly chargedPileup: number;
  readonly neutralPileup: number;
}

export const DEFAULTS: JetParameters = {
  lifetime: 1,
  leptons: 1,
  d0Constant: 0.02,
  d0Scattering: 0.05,
  chargedPileup: 0.5,
  neutralPileup: 1.5,
};

/** Radius of the jet cone in (η, φ). */
export const CONE = 0.4;
