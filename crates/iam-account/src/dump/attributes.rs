//! Attributes of a principal other than policies: its tags, its unique ID, its instance profiles.

use crate::json::{Read, Reader};

/// `Tags`: an array of objects with `Key` and `Value`, or one of them; anything else says nothing.
pub(crate) fn read_tags(reader: &mut Reader<'_>) -> Read<Option<Vec<(String, String)>>> {
    if !matches!(reader.peek()?, Some(b'[' | b'{')) {
        return reader.skip().map(|()| None);
    }
    let mut tags = Vec::new();
    reader.list("an array of tags", |reader| {
        let (mut key, mut value) = (String::new(), String::new());
        reader.details("a tag: an object", |reader, member| match member {
            "Key" => reader.string("a tag's key").map(|text| key = text),
            "Value" => reader.string("a tag's value").map(|text| value = text),
            _ => reader.skip(),
        })?;
        tags.push((key, value));
        Ok(())
    })?;
    Ok(Some(tags))
}

/// `InstanceProfileList`: of each instance profile its name; anything but profiles says nothing.
pub(crate) fn read_instance_profiles(reader: &mut Reader<'_>) -> Read<Option<Vec<String>>> {
    if !matches!(reader.peek()?, Some(b'[' | b'{')) {
        return reader.skip().map(|()| None);
    }
    let mut profiles = Vec::new();
    reader.list("an array of instance profiles", |reader| {
        let mut name = String::new();
        reader.details(
            "an instance profile: an object",
            |reader, member| match member {
                "InstanceProfileName" => reader
                    .string("an instance profile's name")
                    .map(|text| name = text),
                _ => reader.skip(),
            },
        )?;
        profiles.push(name);
        Ok(())
    })?;
    Ok(Some(profiles))
}
