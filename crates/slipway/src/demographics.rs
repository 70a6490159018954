//! Where each environment's records come from, as the settings say. Nothing is asked of a service at the start: it may be down.

use std::sync::Arc;

use app::adapters::Adapters;
use identity::{EnvironmentId, demographics::Population};
use kernel::{Clock, Random};
use pds::{Pds, Sleep, Timing};

use crate::{
    config::{
        Loaded,
        environment::{Demographics, EnvironmentSettings},
    },
    failure::Failure,
    key_file,
};

/// Of each environment that has any.
pub fn adapters(
    loaded: &Loaded,
    clock: &Arc<dyn Clock>,
    random: &Arc<dyn Random>,
) -> Result<Vec<(EnvironmentId, Adapters)>, Failure> {
    let mut adapters = Vec::new();
    for environment in loaded.settings.running() {
        let id = EnvironmentId::new(&environment.id);
        match environment.demographics() {
            Demographics::None => {}
            Demographics::Synthetic => {
                let seed = EnvironmentId::new(environment.seed());
                let population = Population::generate(&seed, environment.people as usize);
                adapters.push((id, Adapters::synthetic(population)));
            }
            Demographics::Fhir => {
                let timing = Timing { clock: clock.clone(), random: random.clone(), wait: Arc::new(Sleep) };
                let settings = service(loaded, environment)?;
                adapters.extend(settings.map(|settings| (id, Adapters::fhir(Pds::new(settings, timing)))));
            }
        }
    }
    Ok(adapters)
}

/// How the service is asked. The rules of the configuration refuse one that is half set.
fn service(loaded: &Loaded, environment: &EnvironmentSettings) -> Result<Option<pds::Settings>, Failure> {
    let set = &environment.pds;
    let (Some(base_url), Some(token_url), Some(client_id), Some(file), Some(key_id)) =
        (&set.base_url, &set.token_url, &set.client_id, &set.private_key_file, &set.key_id)
    else {
        return Ok(None);
    };
    let key = key_file::read(file)
        .map_err(|fault| loaded.problem(&environment.key("pds.private_key_file"), fault))?;
    Ok(Some(pds::Settings {
        base_url: base_url.clone(),
        token_url: token_url.clone(),
        client_id: client_id.clone(),
        key: Arc::new(key),
        key_id: key_id.clone(),
        organisation: set.ods_code.clone(),
        limits: set.limits,
    }))
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

    use app::system::{OsRandom, SystemClock};
    use identity::demographics::Record;
    use jose::SigningKey;

    use super::*;
    use crate::config::{Inputs, load};

    fn made(file: &Path, extra: &[(&str, &str)]) -> Result<Vec<(EnvironmentId, Adapters)>, Failure> {
        let usual = [
            ("SLIPWAY_INTEGRATION_DEMOGRAPHICS", "fhir"),
            ("SLIPWAY_INTEGRATION_PDS_BASE_URL", "https://int.api.example/personal-demographics/FHIR/R4"),
            ("SLIPWAY_INTEGRATION_PDS_TOKEN_URL", "https://int.api.example/oauth2/token"),
            ("SLIPWAY_INTEGRATION_PDS_CLIENT_ID", "application-7"),
            ("SLIPWAY_INTEGRATION_PDS_PRIVATE_KEY_FILE", file.to_str().unwrap()),
            ("SLIPWAY_INTEGRATION_PDS_KEY_ID", "slipway-1"),
        ];
        let all = extra.iter().chain(&usual);
        let environment = all.map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let loaded = load(&Inputs { environment, ..Inputs::default() }).unwrap();
        let random: Arc<dyn Random> = Arc::new(OsRandom::default());
        adapters(&loaded, &(Arc::new(SystemClock) as Arc<dyn Clock>), &random)
    }

    #[test]
    fn the_service_is_asked_with_a_key_that_its_owner_alone_can_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pds.pem");
        let refused = || format!("{:?}", made(&file, &[]).unwrap_err());
        assert!(
            refused().contains("integration.pds.private_key_file") && refused().contains("cannot be read")
        );
        fs::write(&file, SigningKey::generate().to_pkcs8_pem()).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(refused().contains("chmod 600"));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        let made = made(&file, &[("SLIPWAY_INTEGRATION_PDS_REQUESTS_A_SECOND", "50")]).unwrap();
        let [(id, adapters)] = &made[..] else { panic!("one environment asks: {made:?}") };
        assert_eq!(id.as_str(), "integration");
        let shown = format!("{adapters:?}");
        assert!(shown.contains("int.api.example") && shown.contains("requests_a_second: 50"), "{shown}");
        assert!(!shown.contains("application-7"), "{shown}");
    }

    #[tokio::test]
    async fn a_seed_makes_the_people() {
        let last = |seed: &str| {
            let population = Population::generate(&EnvironmentId::new(seed), 5);
            population.people().last().unwrap().record.clone()
        };
        let knows = async |seed: Option<&str>, record: Record| {
            let usual =
                [("SLIPWAY_INTEGRATION_DEMOGRAPHICS", "synthetic"), ("SLIPWAY_INTEGRATION_PEOPLE", "5")];
            let seed = seed.map(|seed| ("SLIPWAY_INTEGRATION_SEED", seed));
            let all: Vec<_> = usual.into_iter().chain(seed).collect();
            let (_, adapters) = made(Path::new("none"), &all).unwrap().remove(0);
            adapters.demographics.find(record.nhs_number).await.unwrap() == Some(record)
        };
        assert!(knows(None, last("integration")).await && !knows(None, last("other")).await);
        assert!(knows(Some("other"), last("other")).await);
    }
}
