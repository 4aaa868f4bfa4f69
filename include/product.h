/*
 * product.h - what is bought or made, and counted
 *
 * A product's stock unit is that of its content; a piece only where the content
 * is not measured. Its components are what the label says is in it, each with a
 * strength or "not stated", which is never zero. Once a lot of it exists they never
 * change: a new strength is a new product.
 */
#ifndef PRODUCT_H
#define PRODUCT_H

#include "ingredient.h"
#include "strength.h"

enum product_kind {
	PRODUCT_DRUG,
	PRODUCT_DEVICE,
	PRODUCT_SUPPLY,
	PRODUCT_MIXTURE,
	PRODUCT_KINDS
};

enum container_kind {
	CONTAINER_AMPOULE,
	CONTAINER_SINGLE_DOSE,
	CONTAINER_MULTI_DOSE,
	CONTAINER_PREFILLED,
	CONTAINER_BULK,
	CONTAINER_KINDS
};

enum { IN_USE_UNSTATED = -1 };

/* A product on record. */
struct product {
	int64_t id;
	char code[CODE_ROOM], name[NAME_ROOM];
	enum product_kind kind;
	enum unit unit;              /* what it is counted in */
	enum container_kind container;
	struct quantity size;        /* content of one container; 0 atoms: not sized (bulk) */
	int64_t in_use;              /* seconds once opened; 0: at once; IN_USE_UNSTATED */
	int64_t made_up;             /* nL the maker states after dissolving; 0: not stated */
	bool sterile, retired;
};

/* A product as a person enters or revises it. In a revision NULL leaves what is there and ""
 * takes it away; unit, container, size, kind and sterility are never revised. */
struct product_entry {
	const char *code, *name, *maker, *gtin;
	const char *kind;            /* "drug" (also where NULL), "device", "supply" */
	const char *unit;            /* "mL", "g", "IU", "mol", "piece"; NULL: that of size,
	                              * else piece */
	const char *container;       /* "ampoule", "single-dose", "multi-dose", "prefilled", "bulk";
	                              * NULL: bulk, and refused where there is a size */
	struct quantity size;        /* 0 atoms: none */
	const char *in_use;          /* "28 d", "at once"; NULL or "": not stated, the rule for
	                              * its container holds */
	struct quantity made_up;     /* of a powder; 0 atoms: not stated */
	const char *minimum;         /* "5 amp", "50 mL": what is to be in stock; NULL or "":
	                              * nothing is */
	const char *storage;
	bool unsterile;
	const char *const *contains; /* "biotin 5 mg/mL", "biotin not stated"; ends with NULL;
	                              * may be NULL */
};

/*
 * Enter a product and its components. A strength per piece is per container and is kept per its
 * size where the content is measured. REFUSED when the code or the GTIN is another one's, the
 * GTIN's check digit is wrong, a strength is per another unit than the product is counted in or
 * says more than all of it, an ingredient is named twice; what ingredient_find_usable() refuses
 * too.
 */
bool product_add(struct store *store, const struct product_entry *entry, int64_t *id,
                 struct error *err);

/* The product of a recipe's version, counted in unit, neither sized nor with components: what
 * is in it is each batch's composition. */
bool product_add_mixture(struct store *store, const char *code, const char *name,
                         enum unit unit, const char *storage, int64_t *id, struct error *err);

/* Enter a new state of it. contains, where given, replaces all components: REFUSED once a lot
 * exists. */
bool product_revise(struct store *store, const struct product_entry *entry, struct error *err);
bool product_retire(struct store *store, const char *text, struct error *err);

/* Find by code, name or GTIN, retired ones too. MISSING with "did you mean"; REFUSED, naming
 * them, when several are meant. */
bool product_find(struct store *store, const char *text, struct product *out,
                  struct error *err);
/* The same for what is about to be received or prescribed: REFUSED when it is retired. */
bool product_find_usable(struct store *store, const char *text, struct product *out,
                         struct error *err);
bool product_read(struct store *store, int64_t id, struct product *out, struct error *err);

/* The limit that holds once a container of it is opened, and where it comes from: the product's
 * own, else the rule for its container. limited is false for bulk without one. rule: 0 where it
 * is the product's. */
struct in_use { bool limited; int64_t seconds; int64_t rule; };
bool product_in_use(struct store *store, const struct product *product, struct in_use *out,
                    struct error *err);

/* What is thrown away once drawn from: an ampoule, a single-dose vial, a prefilled syringe. */
bool product_is_single_use(const struct product *product);

/* One component by the label, in the order entered. */
struct component {
	int64_t id, ingredient;
	struct strength strength;    /* per the product's unit */
};

enum { MOST_COMPONENTS = 128 };

/* Fill at most MOST_COMPONENTS of out and say how many there are. */
bool product_components(struct store *store, int64_t product, struct component *out, int *count,
                        struct error *err);

const char *product_kind_name(enum product_kind kind);
const char *container_kind_name(enum container_kind kind);

#endif
