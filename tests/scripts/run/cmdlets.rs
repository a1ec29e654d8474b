//! The cmdlets and the members of .NET that the scripts name, on the machine of a test.

use std::collections::BTreeMap;

use time::Duration;
use time::format_description::well_known::Rfc3339;

use super::language::{Output, Run, Stop};
use super::value::Value;
use super::windows::beside;

impl<'s> Run<'s, '_> {
    /// Calls a cmdlet.
    pub(super) fn cmdlet(
        &mut self,
        name: &str,
        named: &[(String, Value<'s>)],
        positional: Vec<Value<'s>>,
        input: Option<Vec<Value<'s>>>,
    ) -> Output<'s> {
        let given = |wanted: &str| {
            let mut all = named.iter();
            all.find(|(name, _)| name == wanted)
                .map(|(_, value)| value.clone())
        };
        let first = || positional.first().map(Value::shown).unwrap_or_default();
        let piped = input.unwrap_or_default();
        let windows = &mut *self.windows;
        match name {
            "Set-StrictMode" | "Start-Transcript" | "Stop-Transcript" | "Out-Null"
            | "Import-Module" | "Write-Progress" | "Write-Verbose" => {}
            "Write-Host" => {
                windows.printed += &first();
                windows.printed.push('\n');
            }
            "Where-Object" => {
                let mut kept = Vec::new();
                for item in piped {
                    if Value::of_output(self.block(&positional[0], item.clone())?).is_true() {
                        kept.push(item);
                    }
                }
                return Ok(kept);
            }
            "ForEach-Object" => {
                let mut made = Vec::new();
                for item in piped {
                    made.extend(self.block(&positional[0], item)?);
                }
                return Ok(made);
            }
            "Select-Object" => {
                let mut unique: Vec<Value> = Vec::new();
                for item in piped {
                    if !unique.iter().any(|one| one.equals(&item)) {
                        unique.push(item);
                    }
                }
                return Ok(unique);
            }
            "Sort-Object" => {
                let mut sorted = piped;
                sorted.sort_by(Value::order);
                return Ok(sorted);
            }
            "Group-Object" => {
                let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
                let key = given("Property").unwrap();
                for item in piped {
                    let name = Value::of_output(self.block(&key, item.clone())?).shown();
                    groups.entry(name).or_default().push(item);
                }
                let groups = groups.into_iter();
                return Ok(groups
                    .map(|(name, items)| {
                        Value::map([("Name", Value::Text(name)), ("Group", Value::list(items))])
                    })
                    .collect());
            }
            "New-Object" => {
                return Ok(vec![match given("TypeName").unwrap().shown().as_str() {
                    "System.Collections.ArrayList" => Value::list(vec![]),
                    other => Value::text(other),
                }]);
            }
            "Get-Command" => {
                return Ok(windows
                    .lync
                    .then(|| Value::text(first()))
                    .into_iter()
                    .collect());
            }
            "Test-Path" => {
                let file = beside(&given("LiteralPath").unwrap().shown());
                let there =
                    windows.certificates.contains_key(&file) || windows.texts.contains_key(&file);
                return Ok(vec![Value::Bool(there)]);
            }
            "Read-Host" => {
                windows.deeds.push("ask for the password".to_owned());
                return Ok(vec![Value::text(windows.typed.pop_front().unwrap())]);
            }
            "ConvertTo-Json" => {
                let text = json(&given("InputObject").unwrap()).to_string();
                return Ok(vec![Value::Text(text)]);
            }
            "ConvertFrom-Json" => {
                let text = given("InputObject").unwrap().shown();
                return Ok(vec![object(&serde_json::from_str(&text).unwrap())]);
            }
            "Start-Sleep" => {
                let Some(Value::Int(seconds)) = given("Seconds") else {
                    panic!("{named:?}", named = first());
                };
                windows.now += Duration::seconds(seconds);
            }
            "Get-CsCertificate" => {
                if given("Identity").is_some() && windows.unread {
                    return Err(Self::failure("no connection to the central store"));
                }
                let kind = given("Type").map(|kind| kind.shown());
                let own = windows
                    .replica
                    .as_ref()
                    .filter(|_| given("Identity").is_none());
                let all = own.unwrap_or(&windows.assigned).iter();
                return Ok(all
                    .filter(|one| kind.as_ref().is_none_or(|kind| *kind == one.to))
                    .map(|one| {
                        Value::map([
                            ("Use", Value::text(&one.to)),
                            ("Thumbprint", Value::text(&one.thumbprint)),
                            ("EffectiveDate", Value::Null),
                            ("PreviousThumbprint", Value::text(&one.previous)),
                        ])
                    })
                    .collect());
            }
            "Set-CsCertificate" => {
                let types: Vec<String> = given("Type")
                    .unwrap()
                    .enumerated()
                    .iter()
                    .map(Value::shown)
                    .collect();
                let thumbprint = given("Thumbprint").unwrap().shown();
                windows.deeds.push(called(name, named));
                windows.assign(&types, &thumbprint, given("Roll").is_some());
            }
            "Stop-CsWindowsService"
            | "Start-CsWindowsService"
            | "Invoke-CsManagementStoreReplication" => {
                windows.deeds.push(called(name, named));
            }
            "Get-CsManagementStoreReplicationStatus" => {
                let behind = match windows.behind.len() {
                    0 | 1 => windows.behind.front().cloned().unwrap_or_default(),
                    _ => windows.behind.pop_front().unwrap(),
                };
                let state = |name: &str, is: bool| {
                    Value::map([
                        ("ReplicaFqdn", Value::text(name)),
                        ("UpToDate", Value::Bool(is)),
                    ])
                };
                let mut all = vec![state("fe01.contoso.net", true)];
                all.extend(behind.into_iter().map(|name| state(name, false)));
                return Ok(all);
            }
            other => panic!("cmdlet {other}"),
        }
        Ok(vec![])
    }

    /// A property, of an object or of a type.
    pub(super) fn member(&mut self, target: &Value<'s>, name: &str) -> Value<'s> {
        match (target, name) {
            (Value::Type(kind), "Now") if kind == "datetime" => Value::Time(self.windows.now),
            (Value::Type(_), name) => Value::text(name),
            (Value::List(list), "Count") => Value::Int(i64::try_from(list.borrow().len()).unwrap()),
            (Value::Map(map), "PSObject") => {
                Value::map([("Properties", Value::Properties(map.clone()))])
            }
            (Value::Map(map), "Keys") => {
                let keys = map
                    .borrow()
                    .iter()
                    .map(|(key, _)| Value::text(key))
                    .collect();
                Value::list(keys)
            }
            (Value::Map(_), name) => target.must(name),
            (Value::Span(span), "TotalSeconds") => Value::Int(span.whole_seconds()),
            (Value::Span(span), "TotalMinutes") => Value::Int(span.whole_minutes()),
            (other, name) => panic!("Set-StrictMode: {}.{name}", other.shown()),
        }
    }

    /// A method, of an object or of a type.
    pub(super) fn method(
        &mut self,
        target: &Value<'s>,
        name: &str,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Stop<'s>> {
        let text = |index: usize| arguments[index].shown();
        Ok(match (target, name) {
            (Value::Type(_), "Combine") => Value::Text(format!("{}\\{}", text(0), text(1))),
            (Value::Type(_), "ReadAllText") => Value::text(&self.windows.texts[&beside(&text(0))]),
            (Value::Type(_), "WriteAllText") => {
                let file = beside(&text(0));
                self.windows.deeds.push(format!("write {file}"));
                self.windows.texts.insert(file, text(1));
                Value::Null
            }
            (Value::Map(_), "ShouldProcess") => {
                if self.windows.what_if {
                    self.windows.printed += &format!("What if: {}: {}\n", text(0), text(1));
                }
                Value::Bool(!self.windows.what_if)
            }
            (Value::Map(_), "Reset") => Value::Null,
            (Value::List(list), "Add") => {
                list.borrow_mut().push(arguments[0].clone());
                Value::Null
            }
            (Value::Time(time), "ToUniversalTime") => Value::Time(*time),
            (Value::Time(time), "ToString") => Value::text(time.format(&Rfc3339).unwrap()),
            (Value::Time(time), "AddHours" | "AddMinutes") => {
                let Value::Int(count) = arguments[0] else {
                    panic!("{name} {}", text(0));
                };
                let unit = if name == "AddHours" { 60 } else { 1 };
                Value::Time(*time + Duration::minutes(count * unit))
            }
            (Value::Text(own), "ToUpperInvariant") => Value::Text(own.to_uppercase()),
            (Value::Text(own), "ToLowerInvariant") => Value::Text(own.to_lowercase()),
            (Value::Text(own), "Replace") => Value::Text(own.replace(&text(0), &text(1))),
            (Value::Text(own), "Split") => {
                Value::list(own.split(text(0).as_str()).map(Value::text).collect())
            }
            (other, name) => panic!("{}.{name}()", other.shown()),
        })
    }
}

/// A call of a cmdlet as a person would type it.
fn called(name: &str, named: &[(String, Value)]) -> String {
    let parameters = named.iter().filter(|(name, _)| name != "Confirm");
    let parameters = parameters.map(|(name, value)| match value {
        Value::Bool(true) => format!(" -{name}"),
        Value::List(_) => format!(" -{name} {}", value.shown().replace(' ', ",")),
        _ if name == "Thumbprint" => format!(" -{name} {:.4}", value.shown()),
        _ => format!(" -{name} {}", value.shown()),
    });
    name.to_owned() + &parameters.collect::<String>()
}

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(is) => (*is).into(),
        Value::Int(number) => (*number).into(),
        Value::List(list) => list.borrow().iter().map(json).collect(),
        Value::Map(map) => {
            let pairs = map.borrow();
            let pairs = pairs.iter().map(|(key, value)| (key.clone(), json(value)));
            serde_json::Value::Object(pairs.collect())
        }
        Value::Text(text) => text.clone().into(),
        other => panic!("no JSON: {}", other.shown()),
    }
}

fn object<'s>(json: &serde_json::Value) -> Value<'s> {
    match json {
        serde_json::Value::Array(all) => Value::list(all.iter().map(object).collect()),
        serde_json::Value::Object(pairs) => {
            let map = Value::map([]);
            for (key, value) in pairs {
                map.set(key, object(value));
            }
            map
        }
        serde_json::Value::String(text) => Value::text(text),
        _ => Value::Null,
    }
}
