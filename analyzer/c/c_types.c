#include "c/c_types.h"

#include "base/str.h"

enum { DEEPEST = 64 };  // pointers to pointers ...: what lies deeper stays unknown

static CTypeSlot *slot_of(const CTypes *types, const void *key)
{
    uint32_t mask = types->slot_count - 1;
    uint32_t slot = (uint32_t)(((uintptr_t)key >> 3) * 2654435761u) & mask;
    while (types->slots[slot].key && types->slots[slot].key != key) slot = (slot + 1) & mask;
    return &types->slots[slot];
}

static void widen(CTypes *types)
{
    CTypeSlot *old = types->slots;
    uint32_t old_count = types->slot_count;
    types->slot_count = old_count ? old_count * 2 : 256;
    types->slots = arena_array(types->arena, CTypeSlot, types->slot_count);
    for (uint32_t i = 0; i < old_count; i++)
        if (old[i].key) *slot_of(types, old[i].key) = old[i];
}

static TypeId known(const CTypes *types, CXType type) { return types->slot_count ? slot_of(types, type.data[0])->type : 0; }

static void remember(CTypes *types, CXType type, TypeId id)
{
    if ((types->used + 1) * 2 > types->slot_count) widen(types);
    CTypeSlot *slot = slot_of(types, type.data[0]);
    types->used += !slot->key;
    *slot = (CTypeSlot){type.data[0], id};
}

static TypeKind kind_of(enum CXTypeKind kind)
{
    if (kind == CXType_Void) return TYPE_VOID;
    if ((kind >= CXType_Bool && kind <= CXType_Int128) || kind == CXType_Enum) return TYPE_INTEGER;
    if ((kind >= CXType_Float && kind <= CXType_LongDouble) || kind == CXType_Float128 || kind == CXType_Half || kind == CXType_Float16)
        return TYPE_FLOAT;
    if (kind == CXType_Pointer || kind == CXType_BlockPointer || kind == CXType_NullPtr) return TYPE_POINTER;
    if (kind >= CXType_ConstantArray && kind <= CXType_DependentSizedArray && kind != CXType_Vector) return TYPE_ARRAY;
    if (kind == CXType_Record) return TYPE_RECORD;
    if (kind == CXType_FunctionNoProto || kind == CXType_FunctionProto) return TYPE_FUNCTION;
    return TYPE_UNKNOWN;
}

static CXType target_of(const CLibrary *clang, CXType type, TypeKind kind)
{
    if (kind == TYPE_POINTER) return clang->clang_getPointeeType(type);
    if (kind == TYPE_ARRAY) return clang->clang_getArrayElementType(type);
    if (kind == TYPE_FUNCTION) return clang->clang_getResultType(type);
    return (CXType){.kind = CXType_Invalid};
}

static TypeId add(CTypes *types, CXType canonical)
{
    const CLibrary *clang = types->clang;
    CXType value = canonical.kind == CXType_Atomic ? clang->clang_Type_getValueType(canonical) : canonical;
    TypeKind kind = kind_of(value.kind);
    // Asked for the size of a builtin function's type, libclang 19 runs into unreachable code.
    bool has_size = kind != TYPE_FUNCTION && kind != TYPE_VOID && kind != TYPE_UNKNOWN;
    long long size = has_size ? clang->clang_Type_getSizeOf(value) : -1;
    long long align = has_size ? clang->clang_Type_getAlignOf(value) : -1;
    if (!types->types->len) (void)array_push(types->arena, types->types);
    *array_push(types->arena, types->types) = (Type){
        .kind = kind,
        .name = c_library_string(clang, types->arena, clang->clang_getTypeSpelling(clang->clang_getUnqualifiedType(canonical))),
        .size = size < 0 ? -1 : size,
        .align = align < 0 ? -1 : align,
        .count = value.kind == CXType_ConstantArray ? clang->clang_getArraySize(value) : -1,
        .is_const = clang->clang_isConstQualifiedType(canonical),
        .is_union = kind == TYPE_RECORD && clang->clang_getTypeDeclaration(value).kind == CXCursor_UnionDecl,
    };
    return types->types->len - 1;
}

TypeId c_types_id(CTypes *types, CXType type)
{
    const CLibrary *clang = types->clang;
    TypeId first = 0, above = 0;
    for (int depth = 0; depth < DEEPEST && type.kind != CXType_Invalid; depth++) {
        TypeId id = known(types, type);
        bool is_new = false;
        CXType canonical = type;
        if (!id) {
            canonical = clang->clang_getCanonicalType(type);
            id = known(types, canonical);
            is_new = !id;
            if (is_new) {
                id = add(types, canonical);
                remember(types, canonical, id);
            }
            remember(types, type, id);
        }
        if (above) types->types->at[above].target = id;
        if (!first) first = id;
        if (!is_new) break;
        above = id;
        type = target_of(clang, canonical, types->types->at[id].kind);
    }
    return first;
}
