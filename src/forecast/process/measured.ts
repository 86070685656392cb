/** Priors measured on other tasks. Written by `npm run priors`, not by hand; how and on what stands in models/bank/README.md. */
import type { Axis } from "../../records.ts";
import type { World } from "./worlds.ts";

/** `published[source][axis]`: without that source, "" = with all; `families`: small families, weighted. */
export const MEASURED: {
  published: Record<string, Record<Axis, World>>;
  families: { world: World; weight: number }[];
} = {
  published: {
    "": {
      nParams: {
        slopeMean: 0.1369,
        slopeSd: {
          median: 0.49,
          logSd: 0.02423,
        },
        smoothSd: {
          median: 0.4387,
          logSd: 0.003274,
        },
        length: {
          median: 1.065,
          logSd: 0.6405,
        },
        runSd: {
          median: 0.03862,
          logSd: 0.6993,
        },
        walkSd: 0.06767,
      },
      tokens: {
        slopeMean: 0.1092,
        slopeSd: {
          median: 0.3634,
          logSd: 0.004076,
        },
        smoothSd: {
          median: 0.2957,
          logSd: 0.4409,
        },
        length: {
          median: 2.125,
          logSd: 0.8716,
        },
        runSd: {
          median: 0.02188,
          logSd: 1.424,
        },
        walkSd: 0.04425,
      },
      flops: {
        slopeMean: 0.3482,
        slopeSd: {
          median: 0.1076,
          logSd: 0.2024,
        },
        smoothSd: {
          median: 0.5521,
          logSd: 0.6275,
        },
        length: {
          median: 3.204,
          logSd: 0.4838,
        },
        runSd: {
          median: 0.0376,
          logSd: 1.059,
        },
        walkSd: 0.05536,
      },
    },
    gadre: {
      nParams: {
        slopeMean: 0.1039,
        slopeSd: {
          median: 0.4912,
          logSd: 0.5711,
        },
        smoothSd: {
          median: 0.3734,
          logSd: 0.08922,
        },
        length: {
          median: 1.089,
          logSd: 0.7898,
        },
        runSd: {
          median: 0.02918,
          logSd: 0.4516,
        },
        walkSd: 0.05287,
      },
      tokens: {
        slopeMean: 0.1092,
        slopeSd: {
          median: 0.3634,
          logSd: 0.004076,
        },
        smoothSd: {
          median: 0.2957,
          logSd: 0.4409,
        },
        length: {
          median: 2.125,
          logSd: 0.8716,
        },
        runSd: {
          median: 0.02188,
          logSd: 1.424,
        },
        walkSd: 0.04425,
      },
      flops: {
        slopeMean: 0.4022,
        slopeSd: {
          median: 0.1147,
          logSd: 0.0833,
        },
        smoothSd: {
          median: 0.5533,
          logSd: 0.4303,
        },
        length: {
          median: 2.674,
          logSd: 0.03114,
        },
        runSd: {
          median: 0.05247,
          logSd: 1.848,
        },
        walkSd: 0.02386,
      },
    },
    tr3: {
      nParams: {
        slopeMean: 0.1369,
        slopeSd: {
          median: 0.49,
          logSd: 0.02423,
        },
        smoothSd: {
          median: 0.4387,
          logSd: 0.003274,
        },
        length: {
          median: 1.065,
          logSd: 0.6405,
        },
        runSd: {
          median: 0.03862,
          logSd: 0.6993,
        },
        walkSd: 0.06767,
      },
      tokens: {
        slopeMean: -0.04298,
        slopeSd: {
          median: 0.389,
          logSd: 0.000203,
        },
        smoothSd: {
          median: 0.3901,
          logSd: 0.3011,
        },
        length: {
          median: 2.217,
          logSd: 0.8899,
        },
        runSd: {
          median: 0.02008,
          logSd: 0.6691,
        },
        walkSd: 0.06601,
      },
      flops: {
        slopeMean: 0.3482,
        slopeSd: {
          median: 0.1076,
          logSd: 0.2024,
        },
        smoothSd: {
          median: 0.5521,
          logSd: 0.6275,
        },
        length: {
          median: 3.204,
          logSd: 0.4838,
        },
        runSd: {
          median: 0.0376,
          logSd: 1.059,
        },
        walkSd: 0.05536,
      },
    },
    pythia: {
      nParams: {
        slopeMean: 0.5363,
        slopeSd: {
          median: 0.4132,
          logSd: 0.003304,
        },
        smoothSd: {
          median: 0.5887,
          logSd: 0.005235,
        },
        length: {
          median: 1.279,
          logSd: 0.1192,
        },
        runSd: {
          median: 0.0354,
          logSd: 1.437,
        },
        walkSd: 0.02276,
      },
      tokens: {
        slopeMean: 0.3712,
        slopeSd: {
          median: 0.2082,
          logSd: 0.02396,
        },
        smoothSd: {
          median: 0.2263,
          logSd: 0.5159,
        },
        length: {
          median: 1.954,
          logSd: 0.5587,
        },
        runSd: {
          median: 0.03023,
          logSd: 1.459,
        },
        walkSd: 0.05314,
      },
      flops: {
        slopeMean: 0.3482,
        slopeSd: {
          median: 0.1076,
          logSd: 0.2024,
        },
        smoothSd: {
          median: 0.5521,
          logSd: 0.6275,
        },
        length: {
          median: 3.204,
          logSd: 0.4838,
        },
        runSd: {
          median: 0.0376,
          logSd: 1.059,
        },
        walkSd: 0.05536,
      },
    },
    "olmo-ladder": {
      nParams: {
        slopeMean: 0.09331,
        slopeSd: {
          median: 0.459,
          logSd: 0.1014,
        },
        smoothSd: {
          median: 0.5269,
          logSd: 0.03111,
        },
        length: {
          median: 1.113,
          logSd: 0.6434,
        },
        runSd: {
          median: 0.03384,
          logSd: 0.6544,
        },
        walkSd: 0.07637,
      },
      tokens: {
        slopeMean: -0.07312,
        slopeSd: {
          median: 0.3806,
          logSd: 0.008,
        },
        smoothSd: {
          median: 0.3282,
          logSd: 0.287,
        },
        length: {
          median: 1.685,
          logSd: 0.6854,
        },
        runSd: {
          median: 0.02264,
          logSd: 1.146,
        },
        walkSd: 0.06887,
      },
      flops: {
        slopeMean: 0.2084,
        slopeSd: {
          median: 0.1086,
          logSd: 0.1639,
        },
        smoothSd: {
          median: 0.6414,
          logSd: 0.8983,
        },
        length: {
          median: 3.852,
          logSd: 0.7022,
        },
        runSd: {
          median: 0.02383,
          logSd: 0.7276,
        },
        walkSd: 0.06899,
      },
    },
  },
  families: [
    {
      world: {
        slopeMean: -0.2806,
        slopeSd: {
          median: 1.661,
          logSd: 2.031,
        },
        smoothSd: {
          median: 0.9256,
          logSd: 0.5401,
        },
        length: {
          median: 0.983,
          logSd: 0.6327,
        },
        runSd: {
          median: 0.05782,
          logSd: 1.664,
        },
        walkSd: 0.2386,
      },
      weight: 0.5,
    },
    {
      world: {
        slopeMean: 6.761,
        slopeSd: {
          median: 0.07476,
          logSd: 0.7904,
        },
        smoothSd: {
          median: 6.486,
          logSd: 0.1728,
        },
        length: {
          median: 0.3155,
          logSd: 0.8377,
        },
        runSd: {
          median: 0.8883,
          logSd: 0.3324,
        },
        walkSd: 0.0903,
      },
      weight: 0.5,
    },
  ],
};
