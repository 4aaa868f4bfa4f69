/*
 * device.h - what injects: injectors, guns and pens, and their cleaning
 *
 * A device is known by the name it is given in sessions and on its label. Between two
 * patients it is cleaned; whether it was is asked when it is used again (rule
 * 'device-cleaning'), for one that was not has infected patients (specification 5.9).
 */
#ifndef DEVICE_H
#define DEVICE_H

#include "store.h"

/* It was cleaned at the event, with what. REFUSED: no name, or nothing to clean it with. */
bool device_clean(struct store *store, const char *device, const char *agent,
                  struct error *err);

enum { DEVICE_WHY = 192 };

/* Whether it may be used at an instant without a word: empty where it was cleaned since it was
 * last used, else why not: "MG-01 has no cleaning on record since it was used 2026-11-03". */
bool device_unclean(struct store *store, const char *device, const struct instant *at,
                    char why[DEVICE_WHY], struct error *err);

#endif
