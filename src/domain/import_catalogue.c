/*
 * import_catalogue.c - lines of products and of suppliers
 */
#include "import_inside.h"

#include "product.h"
#include "supplier.h"

enum {
	PRODUCT_CODE,
	PRODUCT_NAME,
	PRODUCT_OF_KIND,
	PRODUCT_MAKER,
	PRODUCT_GTIN,
	PRODUCT_UNIT,
	PRODUCT_CONTAINER,
	PRODUCT_SIZE,
	PRODUCT_HOLDS,
	PRODUCT_OPENED,
	PRODUCT_MADE_UP,
	PRODUCT_STERILE,
	PRODUCT_STORAGE,
};

static bool enter_product(struct import *import, struct store *store, struct error *err)
{
	const char *const *cell = import->cell;
	struct product_entry entry = {
		.code = cell[PRODUCT_CODE],
		.name = cell[PRODUCT_NAME],
		.maker = cell[PRODUCT_MAKER],
		.gtin = cell[PRODUCT_GTIN],
		.kind = cell[PRODUCT_OF_KIND],
		.unit = cell[PRODUCT_UNIT],
		.container = cell[PRODUCT_CONTAINER],
		.in_use = cell[PRODUCT_OPENED],
		.storage = cell[PRODUCT_STORAGE],
	};
	struct parts contains;
	bool sterile = true, ok;
	int64_t id;

	if (!cell_quantity(cell[PRODUCT_SIZE], &entry.size, err)
	 || !cell_quantity(cell[PRODUCT_MADE_UP], &entry.made_up, err)
	 || (cell[PRODUCT_STERILE] && !cell_yes(cell[PRODUCT_STERILE], &sterile, err))
	 || !cell_parts(cell[PRODUCT_HOLDS], &contains, err))
		return false;
	entry.unsterile = !sterile;
	entry.contains = contains.part;
	ok = product_add(store, &entry, &id, err);
	cell_parts_free(&contains);
	return ok;
}

const struct import_plan import_products = {
	.columns = (const char *const[]){ "code", "name", "kind", "maker", "gtin", "unit",
	                                  "container", "size", "contains", "in-use", "made-up",
	                                  "sterile", "storage", NULL },
	.must = 2,
	.enter = enter_product,
};

enum { SUPPLIER_CODE, SUPPLIER_NAME, SUPPLIER_ADDRESS, SUPPLIER_CONTACT };

static bool enter_supplier(struct import *import, struct store *store, struct error *err)
{
	const char *const *cell = import->cell;
	const struct supplier_entry entry = {
		cell[SUPPLIER_CODE],
		cell[SUPPLIER_NAME],
		cell[SUPPLIER_ADDRESS],
		cell[SUPPLIER_CONTACT],
	};
	int64_t id;

	return supplier_add(store, &entry, &id, err);
}

const struct import_plan import_suppliers = {
	.columns = (const char *const[]){ "code", "name", "address", "contact", NULL },
	.must = 2,
	.enter = enter_supplier,
};
