/** Property tests draw the same cases every time: what fails once fails again. */
import fc from "fast-check";

fc.configureGlobal({ seed: 42 });
