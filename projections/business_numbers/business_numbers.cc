// Business numbers: the first event of each thing puts its number down, and it stays.
#include "business_numbers/business_numbers.projection.h"
#include "tenure/values.h"

namespace tenure::projection::business_numbers {

using Row = v1::BusinessNumbersRow;

namespace {

void Number(Row* row, std::string_view aggregate, const EventContext& context) {
  row->set_scope(context.stream.scope.text);
  row->set_aggregate(std::string(aggregate));
  row->set_id(context.stream.id);
  *row->mutable_recorded_at() = InstantOf(context.recorded_at);
}

}  // namespace

void Apply(Row& row, const v1::EngagementOpened&, const EventContext& context) {
  Number(&row, "engagement", context);
}
void Apply(Row& row, const v1::EngagementReceived& event, const EventContext& context) {
  Number(&row, "engagement", context);
  row.set_contract_number(event.along().contract_number());
}
void Apply(Row& row, const v1::ContractSigned& event, const EventContext&) {
  row.set_contract_number(event.contract_number());
}
void Apply(Row& row, const v1::OrderPlaced&, const EventContext& context) {
  Number(&row, "order", context);
}
void Apply(Row& row, const v1::InvoicePosted&, const EventContext& context) {
  Number(&row, "invoice", context);
}
void Apply(Row& row, const v1::PaymentReceived&, const EventContext& context) {
  Number(&row, "payment", context);
}
void Apply(Row& row, const v1::ComplaintFiled&, const EventContext& context) {
  Number(&row, "complaint", context);
}
void Apply(Row& row, const v1::DebtCaseOpened&, const EventContext& context) {
  Number(&row, "debt_case", context);
}
void Apply(Row& row, const v1::IssueRaised&, const EventContext& context) {
  Number(&row, "issue", context);
}
void Apply(Row& row, const v1::HarmRegistered&, const EventContext& context) {
  Number(&row, "issue", context);
}
void Apply(Row& row, const v1::InvestigationOpened&, const EventContext& context) {
  Number(&row, "investigation", context);
}
void Apply(Row& row, const v1::AssessmentOpened&, const EventContext& context) {
  Number(&row, "assessment", context);
}
void Apply(Row& row, const v1::PromiseRecorded&, const EventContext& context) {
  Number(&row, "promise", context);
}
void Apply(Row& row, const v1::DisputeRaised&, const EventContext& context) {
  Number(&row, "dispute", context);
}

}  // namespace tenure::projection::business_numbers
