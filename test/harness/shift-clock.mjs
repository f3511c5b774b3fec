/**
 * Preloaded (`node --import`) into a process that is to live at another time: SLUICE_TEST_CLOCK_SHIFT milliseconds
 * are added to its clock, as if the machine's had been set.
 */
const shift = Number(process.env.SLUICE_TEST_CLOCK_SHIFT ?? 0)
const now = Date.now
Date.now = () => now() + shift
