//! Reading JSON. The browser takes the text apart, and this hands its values to serde: a reader of text has to expect everything
//! everywhere, and one that says what it expected brings Rust's ways of writing numbers along. Both are 20 kB larger.

use std::fmt;

use js_sys::{Array, Object, Reflect};
use serde::Deserialize;
use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer as _, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use wasm_bindgen::{JsCast as _, JsValue};

/// The greatest whole number that the browser tells from the next.
const EXACT: f64 = 9_007_199_254_740_991.0;

/// What the text holds; none where it is no JSON, or something else. Whole numbers are exact below 2^53.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let value = js_sys::JSON::parse(text).ok()?;
    T::deserialize(Json(value)).ok()
}

/// The value is another than was wanted; nobody is told which.
#[derive(Debug)]
struct Mistake;

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("something else than was wanted")
    }
}

impl std::error::Error for Mistake {}

// Each of these would make a text of what it is given.
impl serde::de::Error for Mistake {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

type Result<T> = std::result::Result<T, Mistake>;

/// A value as the browser has read it.
struct Json(JsValue);

impl Json {
    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let number = self.0.as_f64().ok_or(Mistake)?;
        if number.trunc() != number || number.abs() > EXACT {
            visitor.visit_f64(number)
        } else if number < 0.0 {
            visitor.visit_i64(number as i64)
        } else {
            visitor.visit_u64(number as u64)
        }
    }

    fn array(&self) -> Option<Array> {
        Array::is_array(&self.0).then(|| self.0.clone().unchecked_into())
    }

    fn object(&self) -> Option<Object> {
        (self.0.is_object() && !Array::is_array(&self.0)).then(|| self.0.clone().unchecked_into())
    }
}

/// What numbers are read as.
macro_rules! numbers {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            self.number(visitor)
        })*
    };
}

/// And texts.
macro_rules! texts {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            visitor.visit_string(self.0.as_string().ok_or(Mistake)?)
        })*
    };
}

impl<'de> Deserializer<'de> for Json {
    type Error = Mistake;

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_f32 deserialize_f64
    }

    texts! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    forward_to_deserialize_any! { bytes byte_buf unit unit_struct }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.0.is_string() {
            self.deserialize_string(visitor)
        } else if self.0.as_f64().is_some() {
            self.number(visitor)
        } else if self.0.is_null() {
            visitor.visit_unit()
        } else if Array::is_array(&self.0) {
            self.deserialize_seq(visitor)
        } else if self.0.is_object() {
            self.deserialize_map(visitor)
        } else {
            self.deserialize_bool(visitor)
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_bool(self.0.as_bool().ok_or(Mistake)?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_seq(Items { items: self.array().ok_or(Mistake)?, next: 0 })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let items = Object::entries(&self.object().ok_or(Mistake)?);
        visitor.visit_map(Entries { items: Items { items, next: 0 }, value: JsValue::NULL })
    }

    /// Asks for the fields that are wanted, so that what else there is costs nothing.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        let object = self.object().ok_or(Mistake)?;
        visitor.visit_map(Fields { object, names: fields.iter(), value: JsValue::NULL })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        if let Some(name) = self.0.as_string() {
            return visitor.visit_enum(Variant { name, value: JsValue::NULL });
        }
        // The one field's name is the variant's.
        let entry: Array =
            Object::entries(&self.object().ok_or(Mistake)?).get(0).dyn_into().map_err(|_| Mistake)?;
        visitor.visit_enum(Variant { name: entry.get(0).as_string().ok_or(Mistake)?, value: entry.get(1) })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_unit()
    }
}

struct Items {
    items: Array,
    next: u32,
}

impl Items {
    fn next(&mut self) -> Option<JsValue> {
        let place = self.next;
        self.next += 1;
        (place < self.items.length()).then(|| self.items.get(place))
    }
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Mistake;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        self.next().map(|item| seed.deserialize(Json(item))).transpose()
    }
}

/// All that an object has.
struct Entries {
    items: Items,
    value: JsValue,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Mistake;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        let Some(entry) = self.items.next() else { return Ok(None) };
        let entry: Array = entry.unchecked_into();
        self.value = entry.get(1);
        seed.deserialize(Json(entry.get(0))).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        seed.deserialize(Json(std::mem::replace(&mut self.value, JsValue::NULL)))
    }
}

/// Those of an object's fields that are wanted.
struct Fields {
    object: Object,
    names: std::slice::Iter<'static, &'static str>,
    value: JsValue,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Mistake;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        for name in &mut self.names {
            let value = Reflect::get(&self.object, &(*name).into()).map_err(|_| Mistake)?;
            if !value.is_undefined() {
                self.value = value;
                let name: StrDeserializer<'_, Mistake> = name.into_deserializer();
                return seed.deserialize(name).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        seed.deserialize(Json(std::mem::replace(&mut self.value, JsValue::NULL)))
    }
}

struct Variant {
    name: String,
    value: JsValue,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Mistake;
    type Variant = Json;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Json)> {
        let name: StrDeserializer<'_, Mistake> = self.name.as_str().into_deserializer();
        Ok((seed.deserialize(name)?, Json(self.value)))
    }
}

impl<'de> VariantAccess<'de> for Json {
    type Error = Mistake;

    fn unit_variant(self) -> Result<()> {
        <()>::deserialize(self)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_struct("", fields, visitor)
    }
}
