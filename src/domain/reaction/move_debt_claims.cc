// What a payment, its reversal or a credit note does to invoices reaches the debt cases they are
// in.
#include <map>
#include <string>

#include "domain/debt_claims.h"
#include "domain/invoice_parts.h"
#include "tenure/v1/debt_strategy.pb.h"
#include "tenure/v1/invoice.domain.h"
#include "tenure/v1/payment.domain.h"

namespace tenure::reaction::move_debt_claims {
namespace {

using Terms = v1::DebtTerms;
using Moves = std::map<std::string, v1::MoveDebtClaims>;  // by case

template <typename Part>
void AddPart(const v1::Book& book, const Part& part, Moves* moves) {
  const auto* found = debt_case::CaseOfInvoice(book, part.invoice_id());
  if (found == nullptr) return;
  v1::ClaimPart* added = (*moves)[found->case_id()].add_parts();
  added->set_invoice_id(part.invoice_id());
  SetParts(invoice::PartsOf(part), added);
}

std::vector<ReactionCommand> SendAll(Moves moves, const v1::MoveDebtClaims& like,
                                     const EventContext& context) {
  std::vector<ReactionCommand> commands;
  for (auto& [case_id, move] : moves) {
    move.set_case_id(case_id);
    move.set_movement(like.movement());
    move.set_document_id(like.document_id());
    if (like.has_on()) *move.mutable_on() = like.on();
    move.set_dispute(like.dispute());
    commands.push_back(Send(context.stream.scope, std::move(move)));
  }
  return commands;
}

}  // namespace

std::vector<ReactionCommand> React(const v1::Book& book, const v1::PaymentAllocated& event,
                                   const EventContext& context) {
  Moves moves;
  for (const auto& part : event.parts()) AddPart(book, part, &moves);
  v1::MoveDebtClaims like;
  like.set_movement(Terms::PAID);
  like.set_document_id(context.stream.id);
  *like.mutable_on() = event.paid_on();
  return SendAll(std::move(moves), like, context);
}

std::vector<ReactionCommand> React(const v1::Book& book, const v1::PaymentReversed& event,
                                   const EventContext& context) {
  Moves moves;
  for (const auto& part : event.parts()) AddPart(book, part, &moves);
  v1::MoveDebtClaims like;
  like.set_movement(Terms::REVERSED);
  like.set_document_id(context.stream.id);
  return SendAll(std::move(moves), like, context);
}

std::vector<ReactionCommand> React(const v1::Book& book, const v1::CreditNotePosted& event,
                                   const EventContext& context) {
  Moves moves;
  v1::ClaimPart part;
  part.set_invoice_id(context.stream.id);
  SetParts(invoice::PartsOf(event), &part);
  AddPart(book, part, &moves);
  v1::MoveDebtClaims like;
  like.set_movement(Terms::CREDITED);
  like.set_document_id(event.credit_note_id());
  *like.mutable_on() = event.issued_on();
  like.set_dispute(event.why() == v1::ReceivablesTerms::DISPUTE);
  return SendAll(std::move(moves), like, context);
}

}  // namespace tenure::reaction::move_debt_claims
