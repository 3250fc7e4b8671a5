// Projects and their disclosures. Element L1: favourable and unfavourable facts, adverse factors
// within one kilometre included.
#include <algorithm>

#include "domain/calendars.h"
#include "domain/value_text.h"
#include "tenure/v1/project.domain.h"

namespace tenure::project {

using State = v1::ProjectState;

namespace {

// L1: 1 km around a property has to be surveyed. The handbook's number.
constexpr std::uint32_t kSurveyRadiusMin = 1000;

bool Surveyed(const State& state, const v1::PublishDisclosure& command) {
  if (state.template_() != v1::PROPERTY) return true;  // product and terms have no surroundings
  return command.survey_radius_m() >= kSurveyRadiusMin && command.has_surveyed_on();
}

// A survey that is yet to be made has found nothing.
std::optional<Refused> SurveyMade(const v1::PublishDisclosure& command,
                                  const DecideContext& context) {
  if (!command.has_surveyed_on()) return std::nullopt;
  const auto calendar = domain::CalendarInForce(context.rules, "calendar", context.now);
  if (!calendar) return Refused{v1::NO_POLICY, {{"policy", "calendar"}}};
  const Date surveyed = DateOf(command.surveyed_on());
  if (surveyed <= calendar->calendar.LocalDate(context.now)) return std::nullopt;
  return Refused{v1::DATE_IN_FUTURE, {{"date", domain::DateText(surveyed)}}};
}

bool Tells(const v1::PublishDisclosure& command, v1::DisclosureSubject subject) {
  const auto about = [&](const v1::DisclosureItem& item) { return item.about() == subject; };
  return std::any_of(command.favourable().begin(), command.favourable().end(), about) ||
         std::any_of(command.adverse().begin(), command.adverse().end(), about);
}

// 4.1, generic_b2b: disclosure on product and terms.
std::optional<Refused> ProductAndTermsTold(const State& state,
                                           const v1::PublishDisclosure& command) {
  if (state.template_() != v1::GENERIC_B2B) return std::nullopt;
  for (const auto subject : {v1::PRODUCT, v1::TERMS}) {
    if (Tells(command, subject)) continue;
    return Refused{v1::DISCLOSURE_SUBJECT_MISSING,
                   {{"subject", v1::DisclosureSubject_Name(subject)}}};
  }
  return std::nullopt;
}

}  // namespace

Decision Decide(const State&, const v1::OpenProject& command, const DecideContext&) {
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::PublishDisclosure& command,
                const DecideContext& context) {
  if (command.favourable().empty()) return Decision::Refuse(v1::DISCLOSURE_ONE_SIDED);
  if (command.adverse().empty() && command.none_found_signed_by().empty()) {
    return Decision::Refuse(v1::DISCLOSURE_ONE_SIDED);
  }
  if (auto no = ProductAndTermsTold(state, command)) return Decision::Refuse(*no);
  if (!Surveyed(state, command)) {
    return Decision::Refuse(v1::SURVEY_TOO_SMALL, {{"radius", std::to_string(kSurveyRadiusMin)}});
  }
  if (auto no = SurveyMade(command, context)) return Decision::Refuse(*no);
  v1::DisclosurePublished event = EventOf(command);
  event.set_version(state.disclosure_version() + 1);
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::ProjectOpened& event, const EventContext&) {
  state.set_name(event.name());
  state.set_template_(event.template_());
}

void Evolve(State& state, const v1::DisclosurePublished& event, const EventContext& context) {
  state.set_disclosure_version(event.version());
  state.set_favourable(static_cast<std::uint32_t>(event.favourable_size()));
  state.set_adverse(static_cast<std::uint32_t>(event.adverse_size()));
  state.set_survey_radius_m(event.survey_radius_m());
  state.set_published_at(context.scope_sequence);
}

}  // namespace tenure::project
